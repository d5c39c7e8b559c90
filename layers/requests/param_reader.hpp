#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "layers/requests/parameter.hpp"

namespace layers {

/// A question's parameters as they come: from an address, a form, a command line or a
/// configuration. Names may repeat.
using Params = std::vector<std::pair<std::string, std::string>>;

/// The members of a JSON object as parameters: texts, numbers and booleans as they are, each
/// value of a list by itself. Throws invalid_input for anything else.
Params params_of(const nlohmann::json& object);

/// The functions below throw invalid_input, or too_large for too many values, with what is wrong
/// and what is legal; whoever calls them puts the parameter's name before it.

/// What is given for a parameter, value by value; empty: nothing. Not given twice unless it may be,
/// and not more often than it may be.
std::vector<std::string> values_of(const Parameter& parameter, const Params& params);

/// A value as the parameter's type.
double number_of(const Parameter& parameter, const std::string& value);
std::size_t whole_of(const Parameter& parameter, const std::string& value);
/// Its place among the words.
std::size_t word_of(const Parameter& parameter, const std::string& value);

/// Throws for a name that is not among `known`, with the closest of those that are.
void check_names(const Params& params, const std::vector<std::string>& known);

} // namespace layers
