#include "layers/catalog/source.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "geo/projection.hpp"
#include "layers/catalog/road_heights.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/features/attributes.hpp"
#include "layers/files/source_files.hpp"
#include "layers/osm/osm_reader.hpp"
#include "layers/repair/inner_point.hpp"
#include "layers/repair/repair.hpp"
#include "layers/sources/coordinate_columns.hpp"
#include "layers/sources/csv_reader.hpp"
#include "layers/sources/gdal_raster.hpp"
#include "layers/sources/gdal_reader.hpp"
#include "layers/sources/geojson_reader.hpp"
#include "layers/sources/reading.hpp"
#include "layers/sources/unique_ids.hpp"
#include "layers/text/list_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

RawSource read_by_format(const LayerConfig& config) {
  if (auto raw = read_csv(config))
    return std::move(*raw);
  if (auto raw = read_geojson(config)) {
    check_no_columns_named(config);
    return std::move(*raw);
  }
  return config.kind == Kind::demand && is_raster(config.source, config.reach) ? read_raster(config)
                                                                               : read_gdal(config);
}

RawSource read_raw(const LayerConfig& config) {
  check_files(config.source, config.reach);
  if (!is_osm_file(config.source))
    return read_by_format(config);
  auto read = std::move(read_osm(config.source, {config}).front());
  if (read.error)
    std::rethrow_exception(read.error);
  return std::move(read.raw);
}

void note_if_empty(LoadReport& report, const LayerConfig& config) {
  if (report.read == 0)
    report.add(config.where.empty() ? "no features: an empty layer"
                                    : "no features where " + config.where,
               Effect::note, "");
}

/// Degrees, a turn beyond the antimeridian on either side included; false for NaN.
bool is_lon_lat(geo::LonLat point) {
  return std::abs(point.lon) <= 540 && std::abs(point.lat) <= 90;
}

/// Whether at least half of those that lie somewhere do so in degrees: the others are mistakes,
/// lost one by one.
bool are_lon_lat(const SourceFeatures& features) {
  std::size_t count = 0;
  std::size_t in_degrees = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto points = geo::GeometryView(features.geometry, features.feature_parts[i],
                                          features.feature_parts[i + 1])
                            .points();
    count += points.empty() ? 0 : 1;
    in_degrees += !points.empty() && std::ranges::all_of(points, is_lon_lat) ? 1 : 0;
  }
  return 2 * in_degrees >= count;
}

/// The box of the finite points.
geo::Box finite_box(const std::vector<geo::LonLat>& points) {
  geo::Box box;
  for (const auto point : points) {
    if (std::isfinite(point.lon) && std::isfinite(point.lat))
      box.extend(point);
  }
  return box;
}

void accept_without_crs(const RawSource& raw, LoadReport& report, const LayerConfig& config) {
  if (raw.features.size() == 0)
    return;
  const auto box = finite_box(raw.features.geometry.points);
  if (!box.empty() && !are_lon_lat(raw.features))
    geo::fail(ErrorKind::invalid_input,
              "{}: has no CRS and its coordinates are not longitude/latitude (x from {} to {}, y "
              "from {} to {}); set \"crs\"",
              config.source, box.west, box.east, box.south, box.north);
  report.add("no CRS: taken as longitude/latitude", Effect::note, "");
}

void transform(RawSource& raw, const std::string& crs, const LayerConfig& config) {
  try {
    const geo::CrsTransform transform_to_crs84(crs);
    if (!transform_to_crs84.is_identity())
      transform_to_crs84.to_crs84(raw.features.geometry.points);
  } catch (const geo::Error& error) {
    geo::fail(error.kind(), "{}: {}; set \"crs\"", config.source, error.what());
  }
}

/// "EPSG:3405" as it is, of WKT the name in it.
std::string crs_name(const std::string& crs) {
  const auto start = crs.find("[\"");
  if (start == std::string::npos)
    return crs;
  const auto name = crs.substr(start + 2);
  return name.substr(0, name.find('"'));
}

void to_crs84(RawSource& raw, const LayerConfig& config) {
  const auto& crs = config.crs.empty() ? raw.crs : config.crs;
  auto& report = raw.features.report;
  report.crs = crs_name(crs);
  if (!crs.empty())
    transform(raw, crs, config);
  else if (report.format != "GeoJSON")
    accept_without_crs(raw, report, config);
}

/// Those of the source, else of its first features, or of all if `wanted` is not among them.
std::vector<std::string> names_with(const RawSource& raw, const std::string& wanted) {
  constexpr std::size_t sample_size = 200;
  auto names = raw.attributes.empty() ? attribute_names(raw.features, sample_size) : raw.attributes;
  if (raw.attributes.empty() && std::ranges::find(names, wanted) == names.end())
    names = attribute_names(raw.features, raw.features.size());
  return names;
}

void check_fields(const RawSource& raw, const LayerConfig& config) {
  if (raw.features.size() == 0)
    return; // all were lost, which is said later
  for (const auto& [role, attribute] : config.fields) {
    const auto names = names_with(raw, attribute);
    if (std::ranges::find(names, attribute) != names.end())
      continue;
    if (names.empty())
      geo::fail(ErrorKind::invalid_input,
                R"({}: has no attribute "{}", nor any other; leave "fields" of layer "{}" out)",
                config.source, attribute, config.id);
    geo::fail(ErrorKind::invalid_input,
              R"({}: has no attribute "{}"; set "fields.{}" of layer "{}" to one of {})",
              config.source, attribute, role, config.id, list_text(names));
  }
}

std::string losses(const LoadReport& report) {
  std::string text;
  for (const auto& problem : report.problems) {
    if (problem.effect == Effect::lost)
      text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", problem.what, problem.count);
  }
  return text;
}

std::string_view mend_of_losses(const LoadReport& report) {
  const auto out_of_range = [](const LoadReport::Problem& problem) {
    return problem.what == "coordinates outside longitude/latitude";
  };
  return std::ranges::any_of(report.problems, out_of_range)
             ? "; set \"crs\" if they are not degrees; longitude comes first"
             : "";
}

} // namespace

SourceFeatures read_layer(const LayerConfig& config) {
  return in_memory(config, [&] {
    return finish_layer(read_in_time(config, [&] { return read_raw(config); }), config);
  });
}

SourceFeatures finish_layer(RawSource raw, const LayerConfig& config) {
  check_size(raw.features, config);
  make_ids_unique(raw.features);
  note_if_empty(raw.features.report, config);
  to_crs84(raw, config);
  drop_unsaid_heights(raw.features.heights_m);
  check_fields(raw, config);
  auto& features = raw.features;
  repair(features,
         {config.reading.crossings, std::chrono::duration<double>(config.reading.time_s)});
  if (features.size() == 0 && features.report.read > 0)
    geo::fail(ErrorKind::invalid_input, "{}: none of its {} features can be served: {}{}",
              config.source, features.report.read, losses(features.report),
              mend_of_losses(features.report));
  if (config.kind == Kind::station || config.kind == Kind::incident)
    turn_into_points(features);
  return std::move(features);
}

} // namespace layers
