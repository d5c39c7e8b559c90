#include "tests/support/mvt_decoder.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <protozero/pbf_reader.hpp>

namespace support {

namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using Path = std::vector<geo::TileXY>;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("not a vector tile: " + what);
}

void require(bool holds, const std::string& what) {
  if (!holds)
    fail(what);
}

void require_type(const pbf_reader& field, pbf_wire_type type) {
  require(field.wire_type() == type, "a field of another type");
}

std::string text_of(pbf_reader& field) {
  require_type(field, pbf_wire_type::length_delimited);
  return field.get_string();
}

std::uint64_t number_of(pbf_reader& field) {
  require_type(field, pbf_wire_type::varint);
  return field.get_uint64();
}

MvtDecodedValue value_of(pbf_reader value) {
  std::optional<MvtDecodedValue> found;
  while (value.next()) {
    require(!found, "a value of two types");
    switch (value.tag()) {
    case 1:
      found = text_of(value);
      break;
    case 2:
      require_type(value, pbf_wire_type::fixed32);
      found = static_cast<double>(value.get_float());
      break;
    case 3:
      require_type(value, pbf_wire_type::fixed64);
      found = value.get_double();
      break;
    case 4:
      require_type(value, pbf_wire_type::varint);
      found = value.get_int64();
      break;
    case 5:
      found = number_of(value);
      break;
    case 6:
      require_type(value, pbf_wire_type::varint);
      found = value.get_sint64();
      break;
    case 7:
      found = number_of(value) != 0;
      break;
    default:
      fail("an unknown type of value");
    }
  }
  require(found.has_value(), "an empty value");
  return *found;
}

/// Section 4.3.
class Commands {
public:
  Commands(std::vector<std::uint32_t> numbers, int type)
      : m_numbers(std::move(numbers)), m_type(type) {}

  std::vector<Path> paths() {
    require(!m_numbers.empty(), "no geometry");
    if (m_type == 1)
      read_points();
    else
      while (m_next < m_numbers.size())
        read_path();
    return std::move(m_paths);
  }

private:
  std::uint32_t count_of(std::uint32_t wanted_command) {
    require(m_next < m_numbers.size(), "a command is missing");
    const auto number = m_numbers[m_next++];
    require((number & 7U) == wanted_command, "another command was expected");
    const auto count = number >> 3U;
    require(count > 0, "a command without a count");
    return count;
  }

  void read_positions(std::uint32_t count) {
    require(m_numbers.size() - m_next >= std::size_t{2} * count, "parameters are missing");
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto x = std::int64_t{m_cursor.x} + protozero::decode_zigzag32(m_numbers[m_next++]);
      const auto y = std::int64_t{m_cursor.y} + protozero::decode_zigzag32(m_numbers[m_next++]);
      m_cursor = {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
      m_paths.back().push_back(m_cursor);
    }
  }

  void read_points() {
    m_paths.emplace_back();
    read_positions(count_of(1));
    require(m_next == m_numbers.size(), "points have one command");
  }

  void read_path() {
    m_paths.emplace_back();
    require(count_of(1) == 1, "a line begins at one position");
    read_positions(1);
    const auto count = count_of(2);
    read_positions(count);
    const auto& path = m_paths.back();
    require(std::ranges::adjacent_find(path) == path.end(), "a step that goes nowhere");
    if (m_type != 3)
      return;
    require(count >= 2, "a ring of two points");
    require(count_of(7) == 1, "a ring is closed once");
  }

  std::vector<std::uint32_t> m_numbers;
  int m_type;
  std::size_t m_next = 0;
  geo::TileXY m_cursor;
  std::vector<Path> m_paths;
};

struct RawFeature {
  MvtDecodedFeature feature;
  std::vector<std::uint32_t> tags;
};

std::vector<std::uint32_t> numbers_of(pbf_reader& field) {
  require_type(field, pbf_wire_type::length_delimited);
  const auto range = field.get_packed_uint32();
  return {range.begin(), range.end()};
}

RawFeature feature_of(pbf_reader field) {
  RawFeature raw;
  std::optional<std::uint64_t> type;
  std::optional<std::vector<std::uint32_t>> geometry;
  while (field.next()) {
    switch (field.tag()) {
    case 1:
      raw.feature.id = number_of(field);
      break;
    case 2:
      raw.tags = numbers_of(field);
      break;
    case 3:
      type = number_of(field);
      break;
    case 4:
      require(!geometry, "two geometries");
      geometry = numbers_of(field);
      break;
    default:
      field.skip();
    }
  }
  require(type && *type <= 3, "no type of geometry, or an unknown one");
  require(geometry.has_value(), "no geometry");
  raw.feature.type = static_cast<int>(*type);
  if (raw.feature.type != 0)
    raw.feature.paths = Commands(*geometry, raw.feature.type).paths();
  return raw;
}

void resolve(RawFeature& raw, const std::vector<std::string>& keys,
             const std::vector<MvtDecodedValue>& values) {
  require(raw.tags.size() % 2 == 0, "half a tag");
  for (std::size_t i = 0; i < raw.tags.size(); i += 2) {
    require(raw.tags[i] < keys.size() && raw.tags[i + 1] < values.size(), "a tag of nothing");
    require(raw.feature.properties.emplace(keys[raw.tags[i]], values[raw.tags[i + 1]]).second,
            "a property twice");
  }
}

MvtDecodedLayer layer_of(pbf_reader field) {
  MvtDecodedLayer layer;
  std::vector<std::string> keys;
  std::vector<MvtDecodedValue> values;
  std::vector<RawFeature> features;
  while (field.next()) {
    switch (field.tag()) {
    case 1:
      layer.name = text_of(field);
      break;
    case 2:
      features.push_back(feature_of(field.get_message()));
      break;
    case 3:
      keys.push_back(text_of(field));
      break;
    case 4:
      values.push_back(value_of(field.get_message()));
      break;
    case 5:
      layer.extent = static_cast<std::uint32_t>(number_of(field));
      break;
    case 15:
      layer.version = static_cast<std::uint32_t>(number_of(field));
      break;
    default:
      field.skip();
    }
  }
  require(!layer.name.empty(), "a layer without a name");
  require(layer.version == 1 || layer.version == 2, "a layer of no known version");
  for (auto& raw : features) {
    resolve(raw, keys, values);
    layer.features.push_back(std::move(raw.feature));
  }
  return layer;
}

std::vector<MvtDecodedLayer> layers_of(std::string_view tile) {
  std::vector<MvtDecodedLayer> layers;
  pbf_reader field(tile.data(), tile.size());
  while (field.next(3)) {
    layers.push_back(layer_of(field.get_message()));
    const auto twins = std::ranges::count(layers, layers.back().name, &MvtDecodedLayer::name);
    require(twins == 1, "two layers of one name");
  }
  return layers;
}

} // namespace

std::vector<MvtDecodedLayer> decode_mvt(std::string_view tile) {
  try {
    return layers_of(tile);
  } catch (const protozero::exception& error) {
    fail(error.what());
  }
}

} // namespace support
