#!/bin/sh
# An ALSA configuration for this machine's cards: the microphone and the loudspeaker that are there are the default, USB
# before others, shared between programs and converted to any rate. Prints it; nothing, where there is no card.
#   sh deploy/sound.sh [/proc/asound]
set -eu
proc=${1:-/proc/asound}
[ -r "$proc/pcm" ] || exit 0

# card DIRECTION: the device of the best card that plays or captures, as "CARD=id,DEV=number"
card() {
    { grep USB "$proc/pcm" || true; cat "$proc/pcm"; } | grep ": $1 " | head -n 1 | while IFS=-: read -r number device _; do
        id=$(cat "$proc/card$((${number#0}))/id")
        echo "CARD=$id,DEV=$((${device#0}))"
    done
}

heard=$(card capture) played=$(card playback)
[ -n "$heard$played" ] || exit 0
echo "# Written by edgeassist's installer, which never changes it again. Try it: arecord -d 3 try.wav && aplay try.wav"
echo "pcm.!default {"
echo "    type asym"
[ -z "$heard" ] || echo "    capture.pcm { type plug slave.pcm \"dsnoop:$heard\" }"
[ -z "$played" ] || echo "    playback.pcm { type plug slave.pcm \"dmix:$played\" }"
echo "}"
[ -z "$played" ] || echo "ctl.!default { type hw card ${played%%,*} }" | sed 's/CARD=//'
