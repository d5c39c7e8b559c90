#include "layers/catalog/discovery.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "layers/catalog/guess.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/features/attributes.hpp"
#include "layers/sources/gdal_schema.hpp"
#include "layers/sources/geojson_reader.hpp"
#include "layers/sources/osm_reader.hpp"
#include "layers/sources/text_decoder.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

namespace fs = std::filesystem;
using geo::PartType;

struct Guess {
  LayerConfig config;
  std::optional<PartType> shape;
  std::string because;
};

/// Formats that hold layers: such a file that cannot be read is broken, not merely something else.
constexpr std::array vector_extensions{
    "geojson", "geojsonl", "geojsons", "topojson", "gpkg",    "shp",     "fgb",
    "kml",     "kmz",      "gml",      "gpx",      "tab",     "mif",     "dxf",
    "osm",     "pbf",      "osm.pbf",  "osm.gz",   "osm.bz2", "osm.xml", "osh"};

/// Parts of other files, and what needs no mention.
constexpr std::array passed_over{"shx", "dbf", "prj", "cpg", "qpj",      "qix",     "sbn",
                                 "sbx", "qmd", "gfs", "xsd", "id",       "map",     "dat",
                                 "mid", "txt", "md",  "lic", "gpkg-wal", "gpkg-shm"};

bool is_one_of(const auto& extensions, const std::string& extension) {
  return std::ranges::find(extensions, extension) != extensions.end();
}

std::string slug(std::string_view name) {
  std::string id;
  for (const char c : folded(name)) {
    const bool legal = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (legal)
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  while (id.ends_with('-'))
    id.pop_back();
  return id.empty() ? "layer" : id;
}

/// "special-flood_areas" -> "Special flood areas". File names may be any bytes; titles are UTF-8.
std::string title_of(const std::string& raw_name) {
  bool assumed = false;
  auto name = TextDecoder("", raw_name).decode(raw_name, assumed);
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '_'; }, ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

/// A GeoJSON source's schema from its features, read once by the fast reader.
TableSchema geojson_schema(const RawSource& raw, const std::string& source) {
  constexpr std::size_t sample_size = 200;
  std::array<std::size_t, 3> counts{};
  for (const auto type : raw.features.geometry.part_types)
    ++counts.at(static_cast<std::size_t>(type));
  const auto most = std::ranges::max_element(counts) - counts.begin();
  return {stem_of(source), static_cast<PartType>(most), attribute_names(raw.features, sample_size)};
}

std::vector<TableSchema> tables_of(const std::string& source) {
  LayerConfig config;
  config.source = source;
  if (const auto raw = read_geojson(config))
    return {geojson_schema(*raw, source)};
  return gdal_tables(source);
}

Guess guessed(const std::string& source, const TableSchema& table, bool is_only_table) {
  const auto stem = stem_of(source);
  const auto name = is_only_table ? stem : stem + "-" + table.name;
  const auto kind = guess_kind(stem + " " + table.name, table);
  Guess guess;
  guess.config.id = slug(name);
  guess.config.kind = kind.kind;
  guess.config.title = {{"", title_of(is_only_table ? stem : table.name)}};
  guess.config.source = source;
  if (!is_only_table)
    guess.config.tables = {table.name};
  guess.config.fields = guess_fields(kind.kind, table.attributes);
  guess.shape = table.shape;
  guess.because = kind.because;
  return guess;
}

std::vector<Guess> osm_guesses(const std::string& source) {
  auto configs = osm_layers(source);
  const auto are_there = osm_has_features(source, configs);
  std::vector<Guess> guesses;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    if (!are_there[i])
      continue;
    auto& config = configs[i];
    const auto shape = config.kind == Kind::road ? PartType::line : PartType::point;
    const auto because = "OpenStreetMap, " + config.where.substr(0, config.where.find(" AND "));
    guesses.push_back({std::move(config), shape, because});
  }
  if (guesses.empty())
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: no roads, fire stations or hydrants; check the file", source);
  return guesses;
}

std::vector<Guess> guesses_of(const std::string& source) {
  if (is_osm_file(source))
    return osm_guesses(source);
  const auto tables = tables_of(source);
  std::vector<Guess> guesses;
  guesses.reserve(tables.size());
  for (const auto& table : tables)
    guesses.push_back(guessed(source, table, tables.size() == 1));
  return guesses;
}

std::vector<std::string> files_of(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto path = entry.path().string();
    const auto extension = extension_of(path);
    const bool is_hidden = entry.path().filename().string().starts_with('.');
    if ((entry.is_directory() && extension != "gdb") || is_hidden ||
        is_one_of(passed_over, extension))
      continue;
    files.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

void append_folder(std::vector<Guess>& guesses, LayerPlan& plan, const std::string& folder) {
  for (const auto& file : files_of(folder)) {
    try {
      std::ranges::move(guesses_of(file), std::back_inserter(guesses));
    } catch (const geo::Error& error) {
      auto& list = is_one_of(vector_extensions, extension_of(file)) ? plan.broken : plan.notes;
      list.emplace_back(error.what());
    }
  }
}

/// Drawn from the lowest to the topmost.
int drawing_rank(const Guess& guess) {
  const bool is_polygon = guess.shape == PartType::polygon;
  switch (guess.config.kind) {
  case Kind::area:
    return 0;
  case Kind::demand:
    return is_polygon ? 1 : 6;
  case Kind::reference:
    return is_polygon ? 2 : guess.shape == PartType::line ? 4 : 6;
  case Kind::hazard:
    return 3;
  case Kind::road:
    return 5;
  case Kind::incident:
    return 7;
  default:
    return 8;
  }
}

void make_ids_unique(std::vector<Guess>& guesses) {
  std::set<std::string> taken;
  for (auto& guess : guesses) {
    const auto id = guess.config.id;
    for (int n = 2; !taken.insert(guess.config.id).second; ++n)
      guess.config.id = fmt::format("{}-{}", id, n);
  }
}

/// By its content: a MapLibre-like or broken configuration should be read, and refused, as one.
bool is_configuration(const std::string& path) {
  if (extension_of(path) != "json" || !file_size_bytes(path))
    return false;
  std::string start(65536, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start.find("\"layers\"") != std::string::npos &&
         start.find("\"FeatureCollection\"") == std::string::npos;
}

/// The configuration file that the arguments mean; empty: they name sources.
std::string configuration_among(const std::vector<std::string>& arguments) {
  const auto file = std::ranges::find_if(arguments, is_configuration);
  if (file != arguments.end() && arguments.size() > 1)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: is a configuration; name it alone, and the sources in it", *file);
  if (arguments.size() != 1)
    return "";
  auto inside = (fs::path(arguments[0]) / "hazardmap.json").string();
  if (fs::is_directory(arguments[0]) && path_exists(inside))
    return inside;
  return is_configuration(arguments[0]) ? arguments[0] : "";
}

} // namespace

LayerPlan plan_layers(const std::vector<std::string>& arguments) {
  LayerPlan plan;
  if (const auto file = configuration_among(arguments); !file.empty()) {
    plan.config = read_config(file);
    return plan;
  }
  std::vector<Guess> guesses;
  for (const auto& argument : arguments) {
    if (fs::is_directory(argument) && extension_of(argument) != "gdb")
      append_folder(guesses, plan, argument);
    else
      std::ranges::move(guesses_of(argument), std::back_inserter(guesses));
  }
  if (guesses.empty() && plan.broken.empty())
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: no layer found; name files, folders or GDAL connections with vector data",
              fmt::join(arguments, " "));
  make_ids_unique(guesses);
  std::ranges::stable_sort(guesses, {}, drawing_rank);
  for (auto& guess : guesses) {
    plan.config.layers.push_back(std::move(guess.config));
    plan.because.push_back(std::move(guess.because));
  }
  return plan;
}

} // namespace layers
