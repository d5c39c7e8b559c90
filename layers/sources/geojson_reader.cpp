#include "layers/sources/geojson_reader.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "geo/number_text.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/sources/cut_short.hpp"
#include "layers/sources/gdal_where.hpp"
#include "layers/sources/geojson_values.hpp"
#include "layers/sources/reading.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

using geo::ErrorKind;
using geo::Geometry;
using simdjson::simdjson_error;
namespace json = simdjson::ondemand;

constexpr std::string_view white_space = " \t\r\n";

/// What is known while a file is read.
struct Reading {
  const LayerConfig& config;
  RawSource source;
  std::vector<std::string> known_keys; ///< the last feature's: no two alike
  bool exceeds_limit = false;          ///< "exceededTransferLimit"
  std::uint64_t matched = 0;           ///< "numberMatched", "totalFeatures"
  bool has_next = false;               ///< a link to a page that follows
};

/// Where heights are kept: of roads alone.
std::vector<float>* heights_of(Reading& reading) {
  return reading.config.kind == Kind::road ? &reading.source.features.heights_m : nullptr;
}

/// Why the geometry cannot be kept; empty when it can.
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

/// Why the properties cannot be kept; empty when they can.
std::string_view read_properties(Reading& reading, json::object from, std::string& properties) {
  try {
    write_object(properties, from, reading.known_keys);
    return {};
  } catch (const Unreadable& unreadable) {
    return unreadable.why;
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

void keep_feature(Reading& reading, const std::string& id, std::string_view properties) {
  auto& features = reading.source.features;
  features.json += "\"id\":";
  features.json += id;
  features.json += ",\"properties\":";
  features.json += properties;
  features.end_feature();
  check_reading(features, reading.config);
}

void lose_feature(Reading& reading, std::string_view why, std::string_view id) {
  auto& features = reading.source.features;
  geo::truncate(features.geometry, features.feature_parts.back());
  auto& heights_m = features.heights_m;
  heights_m.resize(std::min(heights_m.size(), features.geometry.points.size()));
  features.report.add(std::string(why), Effect::lost, id_text(id));
}

void read_feature(Reading& reading, json::object feature) {
  auto& geometry = reading.source.features.geometry;
  auto& report = reading.source.features.report;
  const auto position = report.read++;
  std::string id;
  std::string properties;
  std::string_view loss;
  std::string_view loss_of_properties;
  for (auto field : feature) {
    const std::string_view key = field.unescaped_key();
    json::value value = field.value();
    if (key == "geometry" && !value.is_null())
      loss = loss_in([&] { read_geometry(value.get_object(), geometry, heights_of(reading)); });
    else if (key == "properties" && value.type() == json::json_type::object)
      loss_of_properties = read_properties(reading, value.get_object(), properties);
    else if (key == "id")
      id = read_id(value);
    else if (key == "crs")
      read_crs(reading, value);
  }
  if (id.empty())
    id = std::to_string(position);
  if (loss.empty())
    loss = loss_of_properties;
  if (loss.empty())
    keep_feature(reading, id, properties.empty() ? "{}" : properties);
  else
    lose_feature(reading, loss, id);
}

void read_bare_geometry(Reading& reading, json::document& document) {
  auto& features = reading.source.features;
  const auto position = features.report.read++;
  const auto loss = loss_in(
      [&] { read_geometry(document.get_object(), features.geometry, heights_of(reading)); });
  if (loss.empty())
    keep_feature(reading, std::to_string(position), "{}");
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

/// The value without quotes, which some servers put around numbers and truths; empty: a list or the
/// like.
std::string bare_word(json::value value) {
  json::json_type type{};
  std::string_view text;
  if (value.type().get(type) != simdjson::SUCCESS || type == json::json_type::array ||
      type == json::json_type::object)
    return "";
  if (type == json::json_type::string)
    return folded(std::string_view(value.get_string()));
  text = value.raw_json_token();
  return std::string(text.substr(0, text.find_last_not_of(white_space) + 1));
}

void read_links(Reading& reading, json::value links) {
  json::array list;
  if (links.get_array().get(list) != simdjson::SUCCESS)
    return;
  for (auto link : list) {
    std::string_view relation;
    if (link["rel"].get_string().get(relation) == simdjson::SUCCESS && relation == "next")
      reading.has_next = true;
  }
}

/// Members by which servers say that there are more features.
void read_extent(Reading& reading, std::string_view key, json::value value) {
  if (key == "exceededTransferLimit")
    reading.exceeds_limit = bare_word(value) == "true";
  else if (key == "numberMatched" || key == "totalFeatures")
    reading.matched =
        std::max(reading.matched, geo::parse_number<std::uint64_t>(bare_word(value)).value_or(0));
  else if (key == "links")
    read_links(reading, value);
}

/// They stand beside the features, or in `properties` there.
void read_beside(Reading& reading, std::string_view key, json::value value) {
  json::object object;
  if (key != "properties" || value.get_object().get(object) != simdjson::SUCCESS)
    return read_extent(reading, key, value);
  for (auto member : object)
    read_extent(reading, member.unescaped_key(), member.value());
}

void read_collection(Reading& reading, json::object collection) {
  bool has_features = false;
  for (auto field : collection) {
    const std::string_view key = field.unescaped_key();
    if (key == "crs")
      read_crs(reading, field.value());
    else if (key != "features")
      read_beside(reading, key, field.value());
    else
      for (auto feature : field.value().get_array())
        read_member_feature(reading, feature.value());
    has_features = has_features || key == "features";
  }
  if (!has_features)
    geo::fail(ErrorKind::invalid_input,
              "{}: a FeatureCollection without \"features\"; export it again",
              reading.config.source);
}

void report_cut_short(Reading& reading) {
  auto& report = reading.source.features.report;
  if (reading.exceeds_limit)
    report.add(cut_short_by_limit, Effect::not_understood, "");
  if (reading.matched > report.read)
    report.add(one_page_of(reading.matched, report.read), Effect::not_understood, "");
  else if (reading.has_next)
    report.add(has_next_page, Effect::not_understood, "");
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
  if (error == simdjson::UNESCAPED_CHARS) // tabs and line breaks inside strings
    return Outcome::needs_tolerance;
  if (error != simdjson::SUCCESS)
    fail_broken(reading.config.source, error, start);
  try {
    return read_document(reading, document) ? Outcome::read : Outcome::not_geojson;
  } catch (const simdjson_error& broken) {
    fail_broken(reading.config.source, broken.error(), byte_of(document, all, text));
  }
}

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
  text = without_mark(text);
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

/// Conditions on geometries and styles are GDAL's.
bool is_on_attributes(const std::string& where) {
  return folded(where).find("ogr_") == std::string::npos;
}

/// What has no extension, or one of any text, is looked into.
bool is_called_geojson(const std::string& source) {
  constexpr std::array<std::string_view, 7> extensions = {
      "geojson", "json", "geojsonl", "geojsons", "geojsonseq", "ndjson", "jsonl"};
  const auto extension = inner_extension(source);
  const bool is_any_text = extension.empty() || extension == "txt" || extension == "dat";
  if (!is_any_text)
    return std::ranges::find(extensions, extension) != extensions.end();
  constexpr std::size_t head_bytes = 256;
  const auto head = first_bytes_of(gdal_path(source), head_bytes);
  const auto text = without_mark(head);
  const auto first = text.find_first_not_of(white_space);
  return first != std::string_view::npos && (text[first] == '{' || text[first] == record_separator);
}

bool is_for_this_reader(const LayerConfig& config) {
  return config.tables.empty() && is_on_attributes(config.where) && !is_connection(config.source) &&
         file_size_bytes(file_behind(config.source)) && is_called_geojson(config.source);
}

/// A plain file is read at once, what is compressed by GDAL.
simdjson::padded_string load_bytes(const LayerConfig& config) {
  const auto path = gdal_path(config.source);
  simdjson::padded_string file;
  if (path == config.source && simdjson::padded_string::load(path).get(file) == simdjson::SUCCESS)
    return file;
  auto blocks = blocks_within_limit(path, config);
  file = simdjson::padded_string(blocks.size);
  auto* to = file.data();
  blocks.hand_over([&](std::string_view block) { to = std::ranges::copy(block, to).out; });
  return file;
}

simdjson::padded_string load(const LayerConfig& config) {
  auto file = load_bytes(config);
  const std::string_view bytes = file;
  if (bytes.find_first_not_of(white_space) == std::string_view::npos)
    geo::fail(ErrorKind::invalid_input, "{}: empty file ({} bytes); export it again", config.source,
              file.size());
  if (const auto utf8 = from_wide_unicode(bytes, config.encoding))
    return {*utf8};
  bool is_broken = false;
  if (!config.encoding.empty() && !is_utf8(bytes))
    return {TextDecoder(config.encoding, config.source).decode(bytes, is_broken)};
  return file;
}

/// Tabs and line breaks inside strings, which JSON forbids and programs write, as escapes.
std::string with_escaped_controls(std::string_view text) {
  std::string escaped;
  bool is_in_string = false;
  bool is_after_backslash = false;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20;
    if (is_in_string && is_control)
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      escaped += c;
    if (c == '"' && !is_after_backslash)
      is_in_string = !is_in_string;
    is_after_backslash = c == '\\' && !is_after_backslash;
  }
  return escaped;
}

/// Reads every document; what ended it, if not all were read.
Outcome read_documents(Reading& reading, const simdjson::padded_string& file) {
  json::parser parser;
  auto& report = reading.source.features.report;
  for (const auto text : documents_in(file)) {
    const auto outcome = read_text(reading, parser, file, text);
    if (outcome == Outcome::needs_tolerance || (outcome != Outcome::read && report.read == 0))
      return outcome;
    if (outcome != Outcome::read)
      lose_feature(reading, "not a feature", std::to_string(report.read++));
  }
  return Outcome::read;
}

} // namespace

std::optional<RawSource> read_geojson(const LayerConfig& config) {
  if (!is_for_this_reader(config))
    return std::nullopt;
  const auto file = load(config);
  Reading reading{config, {}, {}, false, 0, false};
  auto outcome = read_documents(reading, file);
  if (outcome == Outcome::needs_tolerance) {
    reading.source = {};
    outcome = read_documents(reading, with_escaped_controls(file));
  }
  if (outcome != Outcome::read)
    return std::nullopt;
  report_cut_short(reading);
  reading.source.features.report.format = "GeoJSON";
  keep_where(reading.source, config);
  return std::move(reading.source);
}

geo::LibraryVersion simdjson_version() {
  return {"simdjson", fmt::format("{}.{}.{}", static_cast<int>(simdjson::SIMDJSON_VERSION_MAJOR),
                                  static_cast<int>(simdjson::SIMDJSON_VERSION_MINOR),
                                  static_cast<int>(simdjson::SIMDJSON_VERSION_REVISION))};
}

} // namespace layers
