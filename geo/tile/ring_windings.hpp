#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

#include "geo/tile/unit_rings.hpp"

namespace geo {

// Turns and sides are meant as if y pointed up.

/// How often shells and holes go around a place.
struct Winding {
  int shells = 0;
  int holes = 0;

  /// Of one shell more than there are holes: islands lie in lakes.
  bool is_ground() const { return std::abs(shells) > std::abs(holes); }
  Winding operator+(Winding other) const { return {shells + other.shells, holes + other.holes}; }
  Winding operator-() const { return {-shells, -holes}; }
  bool operator==(const Winding&) const = default;
};

struct TileBox {
  std::int32_t west = std::numeric_limits<std::int32_t>::max();
  std::int32_t south = std::numeric_limits<std::int32_t>::max();
  std::int32_t east = std::numeric_limits<std::int32_t>::min();
  std::int32_t north = std::numeric_limits<std::int32_t>::min();
};

TileBox box_of(std::span<const TileXY> points);

/// The middle of an edge, in half units.
struct Middle {
  std::int64_t x = 0;
  std::int64_t y = 0;
};
Middle middle_of(TileXY a, TileXY b);
bool is_in(const TileBox& box, Middle m);

/// How often a ring goes around what lies just west of a point, counter-clockwise.
int winding_west_of(std::span<const TileXY> ring, Middle m);

/// All edges of rings by the strips of ground they pass, to be asked how often rings go around a
/// place. Never changes once built.
class Windings {
public:
  explicit Windings(const UnitRings& rings);

  /// What lies just west of a point within the rings' heights.
  Winding west_of(Middle m) const;

private:
  struct Edge {
    TileXY a;
    TileXY b;
    bool is_shell = true;
  };

  void add(const Edge& edge);

  std::int32_t m_south;
  std::vector<std::vector<Edge>> m_strips;
};

} // namespace geo
