// load_bench FILE...: how long each source takes to become a layer in memory, and how much memory
// that is. Prints one line a source.

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include "geo/error.hpp"
#include "layers/catalog/source.hpp"
#include "layers/features/feature_set.hpp"

namespace {

constexpr double mega = 1e6;

double seconds_now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

void measure(const std::string& file) {
  layers::LayerConfig config;
  config.id = "bench";
  config.source = file;
  const double resident_before = resident_bytes();
  const double begin = seconds_now();
  auto source = layers::read_layer(config);
  const double read = seconds_now();
  const auto features = layers::build_feature_set(std::move(source));
  const double built = seconds_now();

  const auto content = static_cast<double>(features->geometry.points.size() * sizeof(geo::LonLat) +
                                           features->json.size());
  fmt::print(
      "{}: {:.3f} s (read and repair {:.3f}, rank and index {:.3f}); {} features, {} points; "
      "coordinates + attributes {:.1f} MB, layer {:.1f} MB ({:.2f} x), process grew by {:.1f} "
      "MB ({:.2f} x), at most by {:.1f} MB ({:.2f} x)\n",
      file, built - begin, read - begin, built - read, features->size(),
      features->geometry.points.size(), content / mega,
      static_cast<double>(features->bytes()) / mega,
      static_cast<double>(features->bytes()) / content, (resident_bytes() - resident_before) / mega,
      (resident_bytes() - resident_before) / content, (peak_bytes() - resident_before) / mega,
      (peak_bytes() - resident_before) / content);
}

} // namespace

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i)
      measure(argv[i]);
  } catch (const geo::Error& error) {
    fmt::print(stderr, "load_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
