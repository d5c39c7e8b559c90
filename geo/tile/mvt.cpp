#include "geo/tile/mvt.hpp"

#include <protozero/pbf_writer.hpp>
#include <protozero/version.hpp>

namespace geo {

namespace {

// Field numbers of vector_tile.proto.
namespace tile_field {
constexpr protozero::pbf_tag_type layers = 3;
}
namespace layer_field {
constexpr protozero::pbf_tag_type name = 1;
constexpr protozero::pbf_tag_type features = 2;
constexpr protozero::pbf_tag_type keys = 3;
constexpr protozero::pbf_tag_type values = 4;
constexpr protozero::pbf_tag_type extent = 5;
constexpr protozero::pbf_tag_type version = 15;
} // namespace layer_field
namespace feature_field {
constexpr protozero::pbf_tag_type id = 1;
constexpr protozero::pbf_tag_type tags = 2;
constexpr protozero::pbf_tag_type type = 3;
constexpr protozero::pbf_tag_type geometry = 4;
} // namespace feature_field

constexpr std::uint32_t specification_version = 2;

void add_bytes(protozero::pbf_writer& writer, protozero::pbf_tag_type field,
               std::string_view bytes) {
  writer.add_bytes(field, bytes.data(), bytes.size());
}

} // namespace

std::int64_t signed_area_doubled(std::span<const TileXY> ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto& a = ring[i];
    const auto& b = ring[i + 1 < ring.size() ? i + 1 : 0];
    sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
  }
  return sum;
}

void MvtGeometry::put(Command command, std::size_t count) {
  m_commands.add(static_cast<std::uint32_t>(command) | static_cast<std::uint32_t>(count)
                                                           << 3U); // 4.3.1
}

void MvtGeometry::put(std::span<const TileXY> points) {
  m_commands.make_room(2 * points.size());
  for (const auto& point : points) {
    m_commands.put(protozero::encode_zigzag32(point.x - m_cursor.x)); // 4.3.2
    m_commands.put(protozero::encode_zigzag32(point.y - m_cursor.y));
    m_cursor = point;
  }
}

void MvtGeometry::add_points(std::span<const TileXY> points) {
  put(Command::move_to, points.size());
  put(points);
}

void MvtGeometry::add_line(std::span<const TileXY> line) {
  put(Command::move_to, 1);
  put(line.first(1));
  put(Command::line_to, line.size() - 1);
  put(line.subspan(1));
}

void MvtGeometry::add_ring(std::span<const TileXY> ring) {
  add_line(ring);
  put(Command::close_path, 1);
}

void MvtGeometry::clear() {
  m_commands.clear();
  m_cursor = {};
}

MvtLayer::MvtLayer(std::string_view name) {
  protozero::pbf_writer writer(m_head_and_features);
  writer.add_uint32(layer_field::version, specification_version);
  writer.add_string(layer_field::name, name.data(), name.size());
}

std::uint32_t MvtLayer::add_key(std::string_view key) {
  protozero::pbf_writer(m_keys).add_string(layer_field::keys, key.data(), key.size());
  return m_key_count++;
}

std::uint32_t MvtLayer::add_value(std::string_view encoded) {
  protozero::pbf_writer(m_values).add_message(layer_field::values, encoded.data(), encoded.size());
  return m_value_count++;
}

void MvtLayer::add_feature(std::optional<std::uint64_t> id, std::span<const std::uint32_t> tags,
                           MvtType type, const MvtGeometry& geometry) {
  m_tags.clear();
  m_tags.make_room(tags.size());
  for (const auto tag : tags)
    m_tags.put(tag);
  m_feature.clear();
  protozero::pbf_writer feature(m_feature);
  if (id)
    feature.add_uint64(feature_field::id, *id);
  if (!tags.empty())
    add_bytes(feature, feature_field::tags, m_tags.bytes());
  feature.add_enum(feature_field::type, static_cast<std::int32_t>(type));
  add_bytes(feature, feature_field::geometry, geometry.commands());
  protozero::pbf_writer layer(m_head_and_features);
  add_bytes(layer, layer_field::features, m_feature);
  m_is_empty = false;
}

void MvtLayer::append_to(std::string& tile) const {
  std::string extent;
  protozero::pbf_writer(extent).add_uint32(layer_field::extent, mvt_extent);
  protozero::pbf_writer writer(tile);
  writer.add_bytes_vectored(tile_field::layers, m_head_and_features, m_keys, m_values, extent);
}

LibraryVersion protozero_version() {
  return {"protozero", PROTOZERO_VERSION_STRING};
}

} // namespace geo
