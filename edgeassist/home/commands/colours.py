"""Colours: the names of CSS, and the coordinates that lights take."""

from __future__ import annotations

import colorsys
import re

Rgb = tuple[int, int, int]

_CSS = """
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4
black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0
chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff
darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9
darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000
darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f
darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969
dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc
ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080
honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa
lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff
lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1
lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899
lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000
mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371
mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585
midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080
oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa
palegreen 98fb98 paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f
pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f
royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee
sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa
springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0
violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
"""
_WORDS = _CSS.split()
_RGB = {name: bytes.fromhex(code) for name, code in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
_PALE = 15
_HUES = (
    *(("red", 16), ("orange", 48), ("yellow", 70), ("green", 165), ("turquoise", 200)),
    *(("blue", 260), ("purple", 305), ("pink", 345), ("red", 361)),
)
"""What colours are called, and the hue at which the next one begins."""


def rgb_of(name: str) -> Rgb | None:
    """Return a colour of CSS, by its name or as "#ff6347", as red, green, blue; None: there is no such colour.

    >>> rgb_of("tomato"), rgb_of("#ff6347"), rgb_of("loud")
    ((255, 99, 71), (255, 99, 71), None)
    """
    if re.fullmatch(r"#[0-9a-fA-F]{6}", name):
        red, green, blue = bytes.fromhex(name[1:])
        return red, green, blue
    code = _RGB.get(name.casefold().replace(" ", ""))
    return (code[0], code[1], code[2]) if code else None


def name_of(rgb: Rgb) -> str:
    """Return what people would call a colour, be it bright or dark.

    >>> name_of((255, 0, 255)), name_of((255, 70, 60)), name_of((200, 200, 255)), name_of((255, 240, 230))
    ('purple', 'red', 'blue', 'white')
    """
    hue, saturation = hs_of(rgb)
    if saturation < _PALE:
        return "white"
    return next(name for name, most in _HUES if hue < most)


def hs_of(rgb: Rgb) -> tuple[float, float]:
    """Return hue (0-360) and saturation (0-100).

    >>> hs_of((255, 99, 71))
    (9.13, 72.16)
    """
    hue, saturation, _ = colorsys.rgb_to_hsv(*(part / 255 for part in rgb))
    return round(hue * 360, 2), round(saturation * 100, 2)


def rgb_of_hs(hue: float, saturation: float) -> Rgb:
    """Return the brightest colour of this hue and saturation."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 360 / 360, min(max(saturation / 100, 0), 1), 1)
    return round(red * 255), round(green * 255), round(blue * 255)


def xy_of(rgb: Rgb) -> tuple[float, float]:
    """Return the CIE 1931 coordinates of an sRGB colour; white for black, which has none.

    >>> xy_of((255, 255, 255))
    (0.3127, 0.329)
    """
    red, green, blue = (_linear(part / 255) for part in (rgb if any(rgb) else (255, 255, 255)))
    x = 0.4124 * red + 0.3576 * green + 0.1805 * blue
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = 0.0193 * red + 0.1192 * green + 0.9505 * blue
    return round(x / (x + y + z), 4), round(y / (x + y + z), 4)


def rgb_of_xy(x: float, y: float) -> Rgb:
    """Return the brightest sRGB colour with these coordinates; what sRGB cannot show is brought to its edge."""
    y = max(y, 1e-4)
    big_x, big_z = x / y, (1 - x - y) / y
    parts = (
        3.2406 * big_x - 1.5372 - 0.4986 * big_z,
        -0.9689 * big_x + 1.8758 + 0.0415 * big_z,
        0.0557 * big_x - 0.2040 + 1.0570 * big_z,
    )
    most = max(*parts, 1e-6)
    red, green, blue = (round(255 * _encoded(max(part, 0) / most)) for part in parts)
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
