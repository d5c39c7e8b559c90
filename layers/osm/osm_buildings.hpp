#pragma once

#include <cstdint>
#include <span>

#include <osmium/osm/tag.hpp>

#include "layers/features/source_features.hpp"

namespace layers {

/// Whether nothing tells what an object is for but the kind of building that it is
/// (`building=fire_station`).
bool is_building_alone(const osmium::TagList& tags);

/// Of stations: a building within 100 m of what is more than a building, or of another building
/// before it, belongs to that and is left out; the others stay, and the report says so.
/// `is_building`: by feature.
void leave_out_buildings(SourceFeatures& features, std::span<const std::uint8_t> is_building);

} // namespace layers
