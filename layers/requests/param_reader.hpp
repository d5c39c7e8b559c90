#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace layers {

/// A question's parameters as they come: from an address, a form, a command line or a
/// configuration. Names may repeat.
using Params = std::vector<std::pair<std::string, std::string>>;

/// The members of a JSON object as parameters: texts, numbers and booleans as they are, each
/// value of a list by itself. Throws invalid_input for anything else.
Params params_of(const nlohmann::json& object);

/// Numbers of "1,2.5"; nullopt when something in it is no finite number.
std::optional<std::vector<double>> parse_numbers(std::string_view text);

/// Takes parameters one by one and remembers their names, so that the rest can be refused. All
/// throw invalid_input with the parameter, its value and what is legal.
class ParamReader {
public:
  explicit ParamReader(const Params& params) : m_params(params) {}

  bool has(std::string_view name);
  /// nullopt when absent; throws when given twice.
  std::optional<std::string> text(std::string_view name);
  /// Each value of a parameter that may be given many times, or hold many with commas between.
  std::vector<std::string> list(std::string_view name);
  /// Each value of a parameter that may be given many times.
  std::vector<std::string> all(std::string_view name);
  /// A finite number from `least` to `most`.
  double number(std::string_view name, double least, double most, double otherwise);
  /// A whole number likewise.
  std::size_t whole(std::string_view name, std::size_t least, std::size_t most,
                    std::size_t otherwise);
  bool flag(std::string_view name);
  /// The position of the value in `words`; `otherwise` when absent.
  std::size_t word(std::string_view name, const std::vector<std::string>& words,
                   std::size_t otherwise);

  /// Throws when there is a parameter nobody took, with the closest of those that were.
  void finish() const;

private:
  const Params& m_params;
  std::vector<std::string> m_known;
};

} // namespace layers
