// results_bench FILE [FEATURES]: writes an answer of a million areas (five points, ten columns) to
// a .gpkg, .fgb, .geojson or .csv, which must not be there, and says how long that took and what
// memory the process had at most beside the answer.

#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "layers/results/result_writer.hpp"

namespace {

using layers::ValueType;

constexpr double mega = 1e6;

/// A line of /proc/self/status that counts kB: "VmRSS:", "VmHWM:".
double status_bytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == name) {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes * 1024;
    }
  return 0;
}

/// The peak begins anew from what the process has now.
void forget_peak() {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5;
}

geo::Geometry square(double west, double south, double side) {
  geo::Geometry shape;
  shape.points = {{west, south},
                  {west + side, south},
                  {west + side, south + side},
                  {west, south + side},
                  {west, south}};
  shape.end_ring();
  shape.end_part(geo::PartType::polygon);
  return shape;
}

layers::PlannerAnswer areas(std::size_t count) {
  layers::PlannerAnswer answer;
  answer.features.columns = {{"class"},
                             {"area", ValueType::integer},
                             {"name", ValueType::text, {}, "area"},
                             {"people", ValueType::integer, {}, "area"},
                             {"total", ValueType::real, 1},
                             {"covered_240_s", ValueType::real, 1},
                             {"share_240_s", ValueType::real, 4},
                             {"covered_480_s", ValueType::real, 1},
                             {"share_480_s", ValueType::real, 4},
                             {"p90_s", ValueType::real, 1}};
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> share(0, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const double people = std::round(10'000 * share(random));
    const double near = share(random);
    answer.features.add({"area", static_cast<std::int64_t>(i), fmt::format("Phường {}", i),
                         static_cast<std::int64_t>(people), people, near * people, near, people,
                         1.0, 480 * share(random)},
                        square(102 + 8 * share(random), 8 + 15 * share(random), 0.001));
  }
  answer.summary = nlohmann::ordered_json::object();
  return answer;
}

void measure(const std::string& path, std::size_t count) {
  const auto answer = areas(count);
  forget_peak();
  const double before = status_bytes("VmRSS:");
  const auto begin = std::chrono::steady_clock::now();
  layers::write_result(answer, path, "answer", false);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  fmt::print(
      "{}: {} features, {:.0f} MB in {:.1f} s; the process had {:.0f} MB with the answer, at "
      "most {:.1f} MB more\n",
      path, count, static_cast<double>(std::filesystem::file_size(path)) / mega, took.count(),
      before / mega, (status_bytes("VmHWM:") - before) / mega);
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "results_bench FILE [FEATURES]\n");
    return 2;
  }
  try {
    measure(argv[1], argc > 2 ? std::stoul(argv[2]) : 1'000'000);
  } catch (const geo::Error& error) {
    fmt::print(stderr, "results_bench: {}\n", error.what());
    return 1;
  }
  return 0;
}
