#include <cstdio>

int main() {
  std::puts("hazardmap");
}
