#pragma once

#include <string>
#include <vector>

#include "layers/answers/answer_table.hpp"

namespace layers {

/// ASCII letters in lower case, as SQLite compares names.
std::string lower_ascii(std::string name);

/// The columns' flat names, each once whatever the case of ASCII letters and none like the
/// `reserved` ones (lower case): others get "_2", "_3" ...
std::vector<std::string> distinct_names(const AnswerTable& table,
                                        const std::vector<std::string>& reserved);

} // namespace layers
