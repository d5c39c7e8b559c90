#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

#include "layers/features/feature_class.hpp"
#include "layers/requests/planner_request.hpp"

namespace layers {

/// What is said about limits, in Vietnamese ("vi") and English ("en").

enum class LimitMeasure : std::uint8_t {
  time,    ///< deciseconds
  distance ///< decimetres
};

/// "4 phút", "4 minutes"; several as "4, 8, 10 minutes". Whole and half minutes are minutes, less
/// than two minutes are seconds, whatever else is both; distances are metres or kilometres.
Text limits_text(std::span<const geo::Deciseconds> limits,
                 LimitMeasure measure = LimitMeasure::time);

/// "4 đến 8 phút", "4 to 8 minutes".
Text range_text(geo::Deciseconds from, geo::Deciseconds to,
                LimitMeasure measure = LimitMeasure::time);

Text both(const char* vi, const char* en);

/// The texts one after another, as they stand.
Text in_a_row(std::initializer_list<Text> texts);

} // namespace layers
