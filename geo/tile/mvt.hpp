#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/library_version.hpp"
#include "geo/tile/mvt_value.hpp"

namespace geo {

/// Mapbox Vector Tiles, version 2.1 (github.com/mapbox/vector-tile-spec). The section numbers below
/// are those of that specification.

/// Units along the side of a tile.
constexpr std::uint32_t mvt_extent = 4096;

/// A position in units of a tile, from its north-west corner, y down. May lie outside the tile.
struct TileXY {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(const TileXY&) const = default;
};

/// Twice the ring's area in square units (4.3.4.4): positive for a shell, negative for a hole. The
/// ring may be closed by a repeated point or not.
std::int64_t signed_area_doubled(std::span<const TileXY> ring);

/// Numbers one after another, each as a protocol buffer's varint, as a packed field holds them.
class PackedNumbers {
public:
  void add(std::uint32_t number) {
    make_room(1);
    put(number);
  }
  /// For so many numbers to be put.
  void make_room(std::size_t numbers) {
    constexpr std::size_t most_bytes = 5;
    if (m_bytes.size() < m_size + most_bytes * numbers)
      m_bytes.resize(2 * (m_size + most_bytes * numbers));
  }
  /// There must be room.
  void put(std::uint32_t number) {
    for (; number > 0x7F; number >>= 7U)
      m_bytes[m_size++] = static_cast<char>(number | 0x80U);
    m_bytes[m_size++] = static_cast<char>(number);
  }
  void clear() { m_size = 0; }

  std::string_view bytes() const { return {m_bytes.data(), m_size}; }

private:
  std::vector<char> m_bytes; ///< m_size of them are written
  std::size_t m_size = 0;
};

enum class MvtType : std::uint8_t { point = 1, line = 2, polygon = 3 };

/// One feature's geometry as commands (4.3). Consecutive equal points must not be added.
class MvtGeometry {
public:
  void add_points(std::span<const TileXY> points); ///< all of the feature at once; 1 or more
  void add_line(std::span<const TileXY> line);     ///< 2 points or more
  /// 3 points or more, the first not repeated. A shell before its holes, of the right direction.
  void add_ring(std::span<const TileXY> ring);
  void clear();

  std::string_view commands() const { return m_commands.bytes(); } ///< packed
  bool empty() const { return commands().empty(); }

private:
  enum class Command : std::uint32_t { move_to = 1, line_to = 2, close_path = 7 };
  void put(Command command, std::size_t count);
  void put(std::span<const TileXY> points);

  PackedNumbers m_commands;
  TileXY m_cursor;
};

/// One layer of a tile, written feature by feature.
class MvtLayer {
public:
  explicit MvtLayer(std::string_view name);

  /// Keys and values (4.4) get numbers in the order they are added; none may be added twice.
  std::uint32_t add_key(std::string_view key);
  std::uint32_t add_value(std::string_view encoded); ///< by encode_mvt_value()

  /// `tags`: pairs of a key's and a value's number.
  void add_feature(std::optional<std::uint64_t> id, std::span<const std::uint32_t> tags,
                   MvtType type, const MvtGeometry& geometry);

  bool empty() const { return m_is_empty; } ///< a layer needs a feature (4.1)
  /// What append_to() will append, to a few bytes.
  std::size_t bytes() const { return m_head_and_features.size() + m_keys.size() + m_values.size(); }
  /// Appends the layer to a tile; layers of one tile must differ in name.
  void append_to(std::string& tile) const;

private:
  std::string m_head_and_features;
  std::string m_feature; ///< the one in hand
  PackedNumbers m_tags;  ///< its
  std::string m_keys;
  std::string m_values;
  std::uint32_t m_key_count = 0;
  std::uint32_t m_value_count = 0;
  bool m_is_empty = true;
};

LibraryVersion protozero_version();

} // namespace geo
