#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "layers/tilesets/tile_sink.hpp"

namespace layers {

/// The parts of a PMTiles archive, version 3, as bytes. Sections are those of its specification.

constexpr std::uint64_t pmtiles_header_bytes = 127;
/// Header and root directory lie within these first bytes of the archive (section 2).
constexpr std::uint64_t pmtiles_head_bytes = 16'384;

/// Tiles that follow each other and have the same content (section 4.1).
struct PmtilesEntry {
  std::uint64_t number = 0; ///< the first tile's
  std::uint64_t offset = 0; ///< in the tile data, or in the leaf directories
  std::uint32_t length = 0;
  std::uint32_t run = 0; ///< tiles; 0: the entry is a leaf directory
};

/// A directory (section 4.2), not yet compressed. Entries ascend by number.
std::string encode_directory(std::span<const PmtilesEntry> entries);

struct PmtilesSection {
  std::uint64_t offset = 0; ///< in the archive
  std::uint64_t length = 0;
};

struct PmtilesHeader {
  PmtilesSection root;
  PmtilesSection metadata;
  PmtilesSection leaves;
  PmtilesSection tiles;
  std::uint64_t tile_count = 0;
  std::uint64_t entry_count = 0;
  std::uint64_t content_count = 0;
};

/// The header (section 3) of an archive in Hilbert order, everything in it compressed by gzip.
std::string encode_header(const PmtilesHeader& header, const TileSetInfo& info);

/// The metadata (section 5).
std::string pmtiles_metadata(const TileSetInfo& info);

} // namespace layers
