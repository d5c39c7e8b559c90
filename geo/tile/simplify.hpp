#pragma once

#include <cstdint>
#include <vector>

#include "geo/geometry.hpp"

namespace geo {

/// For each point of the layer the lowest zoom at which it is drawn, 0 to full_detail_zoom: leaving
/// out the points above a zoom moves no line by more than simplification_tolerance_px at that zoom
/// (Douglas and Peucker, "Algorithms for the reduction of the number of points", Cartographica
/// 10(2), 1973, on Web Mercator coordinates). Lines and borders that features share stay shared:
/// equal points get equal zooms in every ring, and points where borders branch are always drawn.
/// A closed ring keeps at least three points. O(n log n) usually.
std::vector<std::uint8_t> vertex_zooms(const Geometry& layer);

constexpr double simplification_tolerance_px = 0.5;
/// From this zoom on every point is drawn.
constexpr int full_detail_zoom = 22;

} // namespace geo
