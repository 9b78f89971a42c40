gcc -Os -static -nostdlib -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables -fcf-protection=none \
  -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,max-page-size=4096 -s -o "$1/hello" hello.c
