#!/bin/sh
# Cross-builds the one large wheel that nobody has ready for arm64, llama-cpp-python: sh deploy/arm64-wheel.sh [pi5|pi4]
# It is built for the processor of the board: a Pi 5's wheel does not run on a Pi 4, a Pi 4's runs on both and is slower.
# The wheel is put into build/arm64/<board>; on the board, copy it to /var/cache/edgeassist/wheels before
# deploy/install.sh, which then builds nothing. It runs on this Debian release and later ones. Takes some minutes.
# shellcheck source=deploy/setup.sh
. "$(dirname "$0")/setup.sh"

case "${1:-pi5}" in
pi5) processor=armv8.2-a+dotprod ;;
pi4) processor=armv8-a ;;
*)
    echo "usage: sh deploy/arm64-wheel.sh [pi5|pi4]" >&2
    exit 2
    ;;
esac
board=${1:-pi5}
out=$PWD/build/arm64/$board
version=$(sed -n 's/^llama_cpp_python==//p' deploy/constraints.txt)

debian "python3-venv: the virtual environment" "cmake: builds llama.cpp" \
    "g++-aarch64-linux-gnu: the compiler for the other processor"
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
/usr/bin/python3 -m venv "$trial/venv"

say "Building llama-cpp-python $version for $processor"
# Neither way from pip's cache: it would hand out the wheel of this machine's processor, or keep this one for it.
# The programs that come with llama.cpp are left out.
env _PYTHON_HOST_PLATFORM=linux-aarch64 CMAKE_ARGS="-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
-DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ \
-DGGML_NATIVE=OFF -DGGML_CPU_ARM_ARCH=$processor -DLLAMA_CURL=OFF -DLLAMA_BUILD_TOOLS=OFF" \
    "$trial/venv/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-cache-dir --no-deps \
    --no-binary llama-cpp-python --wheel-dir "$trial/made" "llama-cpp-python==$version"

"$trial/venv/bin/python" - "$trial"/made/*.whl <<'END'
import sys, zipfile

with zipfile.ZipFile(sys.argv[1]) as wheel:
    libraries = [name for name in wheel.namelist() if name.endswith(".so")]
    foreign = [name for name in libraries if wheel.read(name)[18:20] != b"\xb7\x00"]  # EM_AARCH64
if foreign or "_aarch64.whl" not in sys.argv[1] or not any("libllama" in name for name in libraries):
    raise SystemExit(f"{sys.argv[1]} is no wheel for arm64: {foreign or libraries}")
END
mkdir -p "$out"
mv "$trial"/made/*.whl "$out/"
ls "$out"/llama_cpp_python-"$version"-*.whl
