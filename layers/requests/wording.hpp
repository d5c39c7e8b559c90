#pragma once

#include <string>

#include "layers/requests/question.hpp"

namespace layers {

/// Where a question was asked, beside an address, whose words messages have.
enum class AskedIn : std::uint8_t { command, configuration };

/// A message about parameters of a question in the words of where it was asked: "parameter
/// limits_s:" is "option --limits-s:" of a command and "\"limits_s\":" in a configuration;
/// "method=grid" is
/// "--method grid" and "\"method\": \"grid\"".
std::string said_in(AskedIn place, std::string message, Question question);

} // namespace layers
