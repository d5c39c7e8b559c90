#include "server/commands/versions.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <spdlog/version.h>
#include <xxhash.h>

#include "geo/overlay.hpp"
#include "geo/projection.hpp"
#include "geo/tile/mvt.hpp"
#include "layers/gdal/gdal_version.hpp"
#include "layers/osm/osm_reader.hpp"
#include "layers/sources/geojson_reader.hpp"
#include "layers/tilesets/sqlite_version.hpp"
#include "server/app/metrics.hpp"
#include "server/http/compress.hpp"
#include "server/wire/pistache_version.hpp"

namespace server {

namespace {

/// 90100: "9.1.0"; xxHash counts alike.
std::string dotted(unsigned number) {
  return fmt::format("{}.{}.{}", number / 10'000, number / 100 % 100, number % 100);
}

/// Those that any room may use.
std::vector<geo::LibraryVersion> common_versions() {
  return {{"fmt", dotted(FMT_VERSION)},
          {"spdlog", dotted(SPDLOG_VERSION)},
          {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                        NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
          {"xxHash", dotted(::XXH_versionNumber())}};
}

} // namespace

std::vector<geo::LibraryVersion> library_versions() {
  std::vector<geo::LibraryVersion> all{layers::gdal_version(),     geo::proj_version(),
                                       geo::geos_version(),        layers::sqlite_version(),
                                       layers::simdjson_version(), geo::protozero_version(),
                                       prometheus_version()};
  for (const auto& some :
       {layers::osm_versions(), wire_versions(), compression_versions(), common_versions()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::string version_text() {
  std::string text = "hazardmap " HAZARDMAP_VERSION;
  for (const auto& [name, version] : library_versions())
    text += fmt::format("\n{} {}", name, version);
  return text;
}

} // namespace server
