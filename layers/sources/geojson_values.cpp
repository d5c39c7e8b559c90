#include "layers/sources/geojson_values.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>
#include <utility>

#include "geo/json_text.hpp"
#include "layers/sources/reading.hpp"
#include "layers/text/exact_number.hpp"

namespace layers {

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using simdjson::simdjson_error;
namespace json = simdjson::ondemand;

constexpr int deepest_collection = 32;
constexpr int deepest_property = 64;

bool is_not_a_number(std::string_view token) {
  return token.starts_with("NaN") || token.starts_with("Infinity") ||
         token.starts_with("-Infinity");
}

double read_coordinate(json::value value) {
  double coordinate = 0;
  if (value.get_double().get(coordinate) == simdjson::SUCCESS)
    return coordinate;
  if (is_not_a_number(value.raw_json_token()))
    return std::numeric_limits<double>::quiet_NaN(); // repair reports it
  throw Unreadable{"coordinates are not numbers"};
}

/// Where positions go.
struct Shape {
  Geometry& geometry;
  std::vector<float>* heights_m; ///< null: dropped

  void keep_height(double height_m) {
    heights_m->resize(geometry.points.size(), std::numeric_limits<float>::quiet_NaN());
    heights_m->push_back(static_cast<float>(height_m));
  }
};

/// False for an empty position, `[]`.
bool read_position(json::value value, Shape& to, LonLat& position) {
  std::array<double, 3> xyz{};
  const std::size_t wanted = to.heights_m ? 3 : 2;
  std::size_t count = 0;
  for (auto coordinate : value.get_array()) {
    if (count == wanted)
      break; // height and measure
    xyz.at(count++) = read_coordinate(coordinate.value());
  }
  if (count == 1)
    throw Unreadable{"position of one number"};
  if (count == 3)
    to.keep_height(xyz[2]);
  position = {xyz[0], xyz[1]};
  return count != 0;
}

void read_point(json::value coordinates, Shape& to) {
  LonLat position;
  if (read_position(coordinates, to, position))
    to.geometry.add_point(position);
}

void read_ring(json::value coordinates, Shape& to) {
  for (auto each : coordinates.get_array()) {
    LonLat position;
    if (!read_position(each.value(), to, position))
      throw Unreadable{"position without numbers"};
    to.geometry.points.push_back(position);
  }
  to.geometry.end_ring();
}

void read_line(json::value coordinates, Shape& to) {
  auto& geometry = to.geometry;
  const auto first = geometry.points.size();
  read_ring(coordinates, to);
  if (geometry.points.size() == first)
    geometry.ring_points.pop_back(); // empty
  else
    geometry.end_part(PartType::line);
}

void read_polygon(json::value coordinates, Shape& to) {
  const auto first = to.geometry.ring_count();
  for (auto ring : coordinates.get_array())
    read_ring(ring.value(), to);
  if (to.geometry.ring_count() != first)
    to.geometry.end_part(PartType::polygon);
}

using PartReader = void (*)(json::value, Shape&);

template <PartReader read_part>
void read_each(json::value coordinates, Shape& to) {
  for (auto part : coordinates.get_array())
    read_part(part.value(), to);
}

PartReader coordinates_reader(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, PartReader>, 6> readers = {{
      {"Polygon", read_polygon},
      {"Point", read_point},
      {"LineString", read_line},
      {"MultiPolygon", read_each<read_polygon>},
      {"MultiPoint", read_each<read_point>},
      {"MultiLineString", read_each<read_line>},
  }};
  const auto* const found = std::ranges::find(readers, type, [](auto& r) { return r.first; });
  return found == readers.end() ? nullptr : found->second;
}

} // namespace

bool is_geometry_type(std::string_view type) {
  return type == "GeometryCollection" || coordinates_reader(type);
}

void read_geometry(json::object geometry, Geometry& to, std::vector<float>* heights_m, int depth) {
  Shape shape{to, heights_m};
  const std::string_view type = geometry.find_field_unordered("type").get_string();
  if (const auto read_coordinates = coordinates_reader(type))
    return read_coordinates(geometry.find_field_unordered("coordinates").value(), shape);
  if (type != "GeometryCollection")
    throw Unreadable{"geometry of a type that GeoJSON does not know"};
  if (depth == deepest_collection)
    throw Unreadable{"geometry collections nested deeper than 32"};
  for (auto member : geometry.find_field_unordered("geometries").get_array())
    read_geometry(member.get_object(), to, heights_m, depth + 1);
}

namespace {

std::string_view trimmed(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
}

/// true, false, null; and NaN and infinity, as Python and others write them.
void write_literal(std::string& out, json::value literal) {
  const auto token = trimmed(literal.raw_json_token());
  if (is_not_a_number(token))
    out += "null";
  else if (token == "true" || token == "false" || token == "null")
    out += token;
  else
    throw simdjson_error(simdjson::TAPE_ERROR);
}

} // namespace

void write_number(std::string& out, json::value number) {
  const auto token = trimmed(number.raw_json_token());
  if (is_json_number(token))
    out += token; // with all its digits
  else
    write_literal(out, number);
}

namespace {

void write_value(std::string& out, json::value value, int depth);

void write_array(std::string& out, json::array array, int depth) {
  out += '[';
  for (auto element : array) {
    if (out.back() != '[')
      out += ',';
    write_value(out, element.value(), depth);
  }
  out += ']';
}

void write_value(std::string& out, json::value value, int depth) {
  if (depth == deepest_property)
    throw Unreadable{"properties nested deeper than 64"};
  json::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS)
    return write_literal(out, value);
  switch (type) {
  case json::json_type::object: {
    std::vector<std::string> known_keys;
    return write_object(out, value.get_object(), known_keys, depth + 1);
  }
  case json::json_type::array:
    return write_array(out, value.get_array(), depth + 1);
  case json::json_type::string:
    return geo::append_json_string(out, value.get_string());
  case json::json_type::number:
    return write_number(out, value);
  default:
    return write_literal(out, value);
  }
}

struct Member {
  std::string_view key;
  std::size_t start; ///< where `"key":value` starts in the text
};

bool any_repeats(const std::vector<Member>& members) {
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const auto& member : members)
    keys.push_back(member.key);
  std::ranges::sort(keys);
  return std::ranges::adjacent_find(keys) != keys.end();
}

void drop_overridden(std::string& out, std::size_t object_start,
                     const std::vector<Member>& members) {
  std::unordered_map<std::string_view, std::size_t> last;
  for (const auto& member : members)
    last[member.key] = member.start;
  std::string kept;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto [key, start] = members[i];
    if (last.at(key) != start)
      continue;
    const auto end = (i + 1 == members.size() ? out.size() : members[i + 1].start) - 1;
    kept += kept.empty() ? '{' : ',';
    kept.append(out, start, end - start);
  }
  out.replace(object_start, std::string::npos, kept + '}');
}

} // namespace

void write_object(std::string& out, json::object object, std::vector<std::string>& known_keys,
                  int depth) {
  const auto object_start = out.size();
  std::vector<Member> members;
  out += '{';
  for (auto field : object) {
    if (!members.empty())
      out += ',';
    if (members.size() == most_attributes)
      throw Unreadable{too_many_attributes};
    const std::string_view key = field.unescaped_key();
    members.push_back({key, out.size()});
    geo::append_json_string(out, key);
    out += ':';
    write_value(out, field.value(), depth);
  }
  out += '}';
  if (std::ranges::equal(members, known_keys, {}, &Member::key))
    return;
  if (any_repeats(members))
    return drop_overridden(out, object_start, members);
  known_keys.resize(members.size());
  for (std::size_t i = 0; i < members.size(); ++i)
    known_keys[i] = members[i].key;
}

} // namespace layers
