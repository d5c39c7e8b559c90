#pragma once

#include <functional>
#include <string>
#include <vector>

#include "layers/features/layer.hpp"

namespace layers {

/// Adds `what` for each feature whose text says something and is not known. `texts`: by feature.
/// `is_known(text)` is asked once for each distinct text.
void report_unknown(const Layer& layer, const std::vector<std::string>& texts,
                    const std::string& what,
                    const std::function<bool(const std::string&)>& is_known, LoadReport& report);

/// Every value of "maxweight:conditional" and the like: they hold at times, or of vehicles, of
/// which nothing is known.
void report_conditional(const Layer& layer, const std::string& attribute, LoadReport& report);

/// "maxweight_conditional" -> "maxweight"; empty: it is no condition.
std::string conditional_key(const std::string& attribute);

} // namespace layers
