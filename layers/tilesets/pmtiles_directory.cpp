#include "layers/tilesets/pmtiles_directory.hpp"

#include <cmath>
#include <concepts>

#include <nlohmann/json.hpp>

namespace layers {

namespace {

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U)
    out += static_cast<char>(0x80U | (value & 0x7FU));
  out += static_cast<char>(value);
}

template <std::unsigned_integral T>
void append_little_endian(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
}

void append_section(std::string& out, const PmtilesSection& section) {
  append_little_endian(out, section.offset);
  append_little_endian(out, section.length);
}

void append_position(std::string& out, geo::LonLat point) {
  for (const double degrees : {point.lon, point.lat})
    append_little_endian(
        out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(degrees * 1e7))));
}

} // namespace

std::string encode_directory(std::span<const PmtilesEntry> entries) {
  std::string out;
  append_varint(out, entries.size());
  std::uint64_t last_number = 0;
  for (const auto& entry : entries) {
    append_varint(out, entry.number - last_number);
    last_number = entry.number;
  }
  for (const auto& entry : entries)
    append_varint(out, entry.run);
  for (const auto& entry : entries)
    append_varint(out, entry.length);
  const PmtilesEntry* before = nullptr;
  for (const auto& entry : entries) {
    const bool follows = before != nullptr && entry.offset == before->offset + before->length;
    append_varint(out, follows ? 0 : entry.offset + 1);
    before = &entry;
  }
  return out;
}

std::string encode_header(const PmtilesHeader& header, const TileSetInfo& info) {
  constexpr char clustered = 1;
  constexpr char gzip = 2;
  constexpr char unknown_type = 0;
  constexpr char mvt_type = 1;
  const auto center = center_of(info);
  std::string out = "PMTiles\x03";
  for (const auto& section : {header.root, header.metadata, header.leaves, header.tiles})
    append_section(out, section);
  for (const auto count : {header.tile_count, header.entry_count, header.content_count})
    append_little_endian(out, count);
  out += clustered;
  out += gzip; // directories and metadata
  out += gzip; // tiles
  out += info.format == TileFormat::mvt ? mvt_type : unknown_type;
  out += static_cast<char>(info.min_zoom);
  out += static_cast<char>(info.max_zoom);
  append_position(out, {info.bounds.west, info.bounds.south});
  append_position(out, {info.bounds.east, info.bounds.north});
  out += static_cast<char>(center.zoom);
  append_position(out, center.point);
  return out;
}

std::string pmtiles_metadata(const TileSetInfo& info) {
  nlohmann::ordered_json metadata = {
      {"name", info.name},
      {"description", info.description},
      {"type", "overlay"},
      {"generator", info.generator},
      {"vector_layers", nlohmann::ordered_json::parse(info.vector_layers_json)}};
  if (info.format == TileFormat::geojson)
    metadata["format"] = "application/geo+json"; // the header has no number for it
  return metadata.dump();
}

} // namespace layers
