#pragma once

#include <nlohmann/json.hpp>

#include "layers/features/value.hpp"
#include "layers/requests/standards.hpp"
#include "layers/travel/travel.hpp"

namespace layers {

/// Seconds of deciseconds, or metres of decimetres: whole ones without a fraction, Null for
/// unreachable.
Value seconds(geo::Cost tenths);
nlohmann::ordered_json seconds_json(geo::Cost tenths);

/// What a norm is called, where it stands and how sure that is; how it is measured.
nlohmann::ordered_json describe(const Standard& standard, bool by_road);

/// What was asked, as far as it decides the result: stations, those cut off, what is closed.
nlohmann::ordered_json describe(const Travel& travel);

} // namespace layers
