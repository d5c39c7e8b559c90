#pragma once

#include <optional>
#include <string_view>

namespace layers {

/// OpenStreetMap's word for a class of road that another system names: the functional classes of
/// the FHWA, TIGER's MTFCC, Vietnamese, Russian, German and French names. nullopt: not known.
std::optional<std::string_view> usual_road_class(std::string_view text);

/// Whether the text is such a name, or one of OpenStreetMap's own words for a class ("highway").
bool is_road_class_word(std::string_view text);

} // namespace layers
