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

/// Reads JSON of a request; `where`: "body". Throws invalid_input for what is none, and for a key
/// that stands twice.
nlohmann::json parse_parameters(const std::string& text, const std::string& where);

/// The members of a JSON object as parameters: a text as an address would have it, numbers and
/// booleans, each value of a list by itself and whole, whatever it holds; a list of numbers in a
/// list, such as [lon, lat], as "lon,lat". Throws invalid_input for anything else, and for a list
/// of nothing.
Params params_of(const nlohmann::json& object);

/// The values between separators as they stand; one that begins with a quote goes on to the quote
/// that ends it (RFC 4180) and may hold separators. Throws invalid_input for a quote that does not
/// end, or does before the value.
std::vector<std::string> split_list(const std::string& text, char separator);
/// What stands in the quotes around a value, two quotes as one; without quotes the value itself.
std::string unquoted(const std::string& value);
/// In quotes, where a list would take it apart.
std::string quoted(const std::string& value);

/// The functions below throw invalid_input, or too_large for too many values, with what is wrong
/// and what is legal; whoever calls them puts the parameter's name before it.

/// What is given for a parameter, value by value and without quotes; empty: nothing. Not given
/// twice unless it may be, not more often than it may be, and no value is empty.
std::vector<std::string> values_of(const Parameter& parameter, const Params& params);

/// A value as the parameter's type.
double number_of(const Parameter& parameter, const std::string& value);
std::size_t whole_of(const Parameter& parameter, const std::string& value);
/// Its place among the words.
std::size_t word_of(const Parameter& parameter, const std::string& value);

/// Throws for a name that is not among `known`, with the closest of those that are.
void check_names(const Params& params, const std::vector<std::string>& known);

} // namespace layers
