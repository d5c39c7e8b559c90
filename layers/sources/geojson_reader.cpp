#include "layers/sources/geojson_reader.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "layers/sources/geojson_values.hpp"

namespace layers {

namespace {

using geo::ErrorKind;
using geo::Geometry;
using simdjson::simdjson_error;
namespace json = simdjson::ondemand;

/// What is known while a file is read.
struct Reading {
  const LayerConfig& config;
  RawSource source;
  std::vector<std::string> ids;        ///< the kept features', as JSON
  std::vector<std::size_t> positions;  ///< where the kept features stand in the file
  std::vector<std::string> known_keys; ///< the last feature's: no two alike
};

/// Why the feature cannot be kept; empty when it can.
template <typename Read>
std::string_view loss_in(const Read& read) {
  try {
    read();
    return {};
  } catch (const Unreadable& unreadable) {
    return unreadable.why;
  } catch (const simdjson_error& error) {
    if (error.error() == simdjson::NO_SUCH_FIELD)
      return "geometry without type or coordinates";
    if (error.error() == simdjson::INCORRECT_TYPE)
      return "coordinates do not fit the geometry's type";
    throw; // the file is broken
  }
}

std::string read_id(json::value value) {
  std::string id;
  const json::json_type type = value.type();
  if (type == json::json_type::string)
    geo::append_json_string(id, value.get_string());
  else if (type == json::json_type::number)
    write_number(id, value);
  return id;
}

/// GeoJSON 2008, section 3.
void read_crs(Reading& reading, json::value crs) {
  if (!reading.config.crs.empty() || crs.is_null())
    return;
  std::string_view kind;
  std::string_view name;
  std::int64_t code = 0;
  if (crs["type"].get_string().get(kind) == simdjson::SUCCESS) {
    if (kind == "name" && crs["properties"]["name"].get_string().get(name) == simdjson::SUCCESS) {
      reading.source.crs = name;
      return;
    }
    if (kind == "EPSG" && crs["properties"]["code"].get_int64().get(code) == simdjson::SUCCESS) {
      reading.source.crs = fmt::format("EPSG:{}", code);
      return;
    }
  }
  geo::fail(ErrorKind::invalid_input,
            "{}: its \"crs\" is not a name; set \"crs\" for this layer in the configuration",
            reading.config.source);
}

void keep_feature(Reading& reading, std::string id, std::string_view properties,
                  std::size_t position) {
  auto& features = reading.source.features;
  features.json += "\"id\":";
  features.json += id;
  features.json += ",\"properties\":";
  features.json += properties;
  features.end_feature();
  reading.ids.push_back(std::move(id));
  reading.positions.push_back(position);
}

void truncate(Geometry& geometry, std::size_t parts) {
  geometry.part_types.resize(parts);
  geometry.part_rings.resize(parts + 1);
  geometry.ring_points.resize(geometry.part_rings.back() + 1);
  geometry.points.resize(geometry.ring_points.back());
}

void lose_feature(Reading& reading, std::string_view why, std::string_view id) {
  auto& features = reading.source.features;
  truncate(features.geometry, features.feature_parts.back());
  features.report.add(std::string(why), Effect::lost, id_text(id));
}

void read_feature(Reading& reading, json::object feature) {
  auto& geometry = reading.source.features.geometry;
  auto& report = reading.source.features.report;
  const auto position = report.read++;
  std::string id;
  std::string properties;
  std::string_view loss;
  for (auto field : feature) {
    const std::string_view key = field.unescaped_key();
    json::value value = field.value();
    if (key == "geometry" && !value.is_null())
      loss = loss_in([&] { read_geometry(value.get_object(), geometry); });
    else if (key == "properties" && value.type() == json::json_type::object)
      write_object(properties, value.get_object(), reading.known_keys);
    else if (key == "id")
      id = read_id(value);
    else if (key == "crs")
      read_crs(reading, value);
  }
  if (id.empty())
    id = std::to_string(position);
  if (loss.empty())
    keep_feature(reading, std::move(id), properties.empty() ? "{}" : properties, position);
  else
    lose_feature(reading, loss, id);
}

void read_bare_geometry(Reading& reading, json::document& document) {
  auto& features = reading.source.features;
  const auto position = features.report.read++;
  const auto loss = loss_in([&] { read_geometry(document.get_object(), features.geometry); });
  if (loss.empty())
    keep_feature(reading, std::to_string(position), "{}", position);
  else
    lose_feature(reading, loss, std::to_string(position));
  document.rewind(); // the members were looked up, not read to the end
  for (json::field member : document.get_object())
    static_cast<void>(member);
}

void read_member_feature(Reading& reading, json::value feature) {
  json::object object;
  const auto error = feature.get_object().get(object);
  if (error == simdjson::SUCCESS)
    return read_feature(reading, object);
  if (error != simdjson::INCORRECT_TYPE)
    throw simdjson_error(error);
  lose_feature(reading, "not a feature", std::to_string(reading.source.features.report.read++));
}

void read_collection(Reading& reading, json::object collection) {
  for (auto field : collection) {
    const std::string_view key = field.unescaped_key();
    if (key == "crs")
      read_crs(reading, field.value());
    else if (key == "features")
      for (auto feature : field.value().get_array())
        read_member_feature(reading, feature.value());
  }
}

/// False when it is not GeoJSON.
bool read_document(Reading& reading, json::document& document) {
  json::json_type json_type{};
  if (document.type().get(json_type) == simdjson::SUCCESS && json_type != json::json_type::object)
    return false;
  std::string_view found;
  const auto error = document.find_field_unordered("type").get_string().get(found);
  if (error == simdjson::NO_SUCH_FIELD || error == simdjson::INCORRECT_TYPE)
    return false;
  if (error != simdjson::SUCCESS)
    throw simdjson_error(error);
  const std::string type(found); // does not survive the rewinding
  document.rewind();
  if (type == "FeatureCollection")
    read_collection(reading, document.get_object());
  else if (type == "Feature")
    read_feature(reading, document.get_object());
  else if (is_geometry_type(type))
    read_bare_geometry(reading, document);
  else
    return false;
  const char* location = nullptr;
  if (document.current_location().get(location) == simdjson::SUCCESS)
    throw simdjson_error(simdjson::TRAILING_CONTENT);
  return true;
}

[[noreturn]] void fail_broken(const std::string& path, simdjson::error_code error,
                              std::size_t byte) {
  if (error == simdjson::UTF8_ERROR)
    geo::fail(
        ErrorKind::invalid_input,
        "{}: not UTF-8; set \"encoding\" (\"CP1258\", ...) for this layer in the configuration",
        path);
  geo::fail(ErrorKind::invalid_input,
            "{}: truncated or broken JSON near byte {} ({}); export it again", path, byte,
            simdjson::error_message(error));
}

/// Where the parser stands, as an offset into the file.
std::size_t byte_of(json::document& document, std::string_view file, std::string_view text) {
  const char* location = nullptr;
  if (document.current_location().get(location) != simdjson::SUCCESS)
    location = text.data() + text.size();
  return static_cast<std::size_t>(location - file.data());
}

enum class Outcome { read, not_geojson, needs_tolerance };

Outcome read_text(Reading& reading, json::parser& parser, const simdjson::padded_string& file,
                  std::string_view text) {
  const std::string_view all = file;
  const auto start = static_cast<std::size_t>(text.data() - all.data());
  const auto capacity = all.size() + simdjson::SIMDJSON_PADDING - start;
  json::document document;
  auto error = parser.iterate(text.data(), text.size(), capacity).get(document);
  if (error == simdjson::UNESCAPED_CHARS) // tabs and line breaks inside strings: GDAL reads them
    return Outcome::needs_tolerance;
  if (error != simdjson::SUCCESS)
    fail_broken(reading.config.source, error, start);
  try {
    return read_document(reading, document) ? Outcome::read : Outcome::not_geojson;
  } catch (const simdjson_error& broken) {
    fail_broken(reading.config.source, broken.error(), byte_of(document, all, text));
  }
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view white_space = " \t\r\n";
constexpr char record_separator = '\x1E'; // RFC 8142

/// The first line is one object, and the next line begins another.
bool is_one_a_line(std::string_view text) {
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos)
    return false;
  const auto last = text.find_last_not_of(white_space, line_end);
  const auto next = text.find_first_not_of(white_space, line_end);
  return text[last] == '}' && next != std::string_view::npos && text[next] == '{';
}

/// The JSON documents in the file.
std::vector<std::string_view> documents_in(std::string_view text) {
  if (text.starts_with(byte_order_mark))
    text.remove_prefix(byte_order_mark.size());
  text.remove_prefix(std::min(text.find_first_not_of(white_space), text.size()));
  const char separator = text.starts_with(record_separator) ? record_separator : '\n';
  if (separator == '\n' && !is_one_a_line(text))
    return {text};
  std::vector<std::string_view> documents;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (text.substr(0, end).find_first_not_of(white_space) != std::string_view::npos)
      documents.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return documents;
}

bool is_for_this_reader(const LayerConfig& config) {
  constexpr std::array<std::string_view, 6> extensions = {".geojson",  ".json",       ".geojsonl",
                                                          ".geojsons", ".geojsonseq", ".ndjson"};
  const std::filesystem::path path(config.source);
  std::error_code none;
  return config.where.empty() && config.tables.empty() && config.encoding.empty() &&
         std::ranges::find(extensions, path.extension().string()) != extensions.end() &&
         std::filesystem::is_regular_file(path, none);
}

simdjson::padded_string load(const std::string& path) {
  simdjson::padded_string file;
  if (simdjson::padded_string::load(path).get(file) != simdjson::SUCCESS)
    geo::fail(ErrorKind::invalid_input, "{}: cannot be read; check its permissions", path);
  if (std::string_view(file).find_first_not_of(white_space) == std::string_view::npos)
    geo::fail(ErrorKind::invalid_input, "{}: empty file ({} bytes); export it again", path,
              file.size());
  return file;
}

/// Ids must be unique in a layer.
void number_by_position_if_needed(Reading& reading) {
  auto& features = reading.source.features;
  std::unordered_set<std::string> seen;
  seen.reserve(reading.ids.size());
  bool is_unique = true;
  for (const auto& id : reading.ids)
    if (!seen.insert(id_text(id)).second) {
      is_unique = false;
      features.report.add("ids not unique; all numbered by position", Effect::note, id_text(id));
    }
  if (is_unique)
    return;
  const auto old = std::exchange(features.json, {});
  const auto starts = std::exchange(features.json_starts, {0});
  for (std::size_t i = 0; i < reading.ids.size(); ++i) {
    const auto rest = starts[i] + std::string_view("\"id\":").size() + reading.ids[i].size();
    features.json += fmt::format("\"id\":{}", reading.positions[i]);
    features.json.append(old, rest, starts[i + 1] - rest);
    features.json_starts.push_back(features.json.size());
  }
}

} // namespace

std::optional<RawSource> read_geojson(const LayerConfig& config) {
  if (!is_for_this_reader(config))
    return std::nullopt;
  const auto file = load(config.source);
  Reading reading{config, {}, {}, {}, {}};
  json::parser parser;
  for (const auto text : documents_in(file)) {
    const auto outcome = read_text(reading, parser, file, text);
    if (outcome == Outcome::read)
      continue;
    auto& report = reading.source.features.report;
    if (outcome == Outcome::needs_tolerance || report.read == 0)
      return std::nullopt;
    lose_feature(reading, "not a feature", std::to_string(report.read++));
  }
  number_by_position_if_needed(reading);
  return std::move(reading.source);
}

geo::LibraryVersion simdjson_version() {
  return {"simdjson", fmt::format("{}.{}.{}", static_cast<int>(simdjson::SIMDJSON_VERSION_MAJOR),
                                  static_cast<int>(simdjson::SIMDJSON_VERSION_MINOR),
                                  static_cast<int>(simdjson::SIMDJSON_VERSION_REVISION))};
}

} // namespace layers
