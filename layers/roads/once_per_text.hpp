#pragma once

#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace layers {

/// What a function says of texts, asked once for each different one: words are looked up in long
/// tables, and roads have few.
template <typename Function>
class OncePerText {
public:
  explicit OncePerText(Function function) : m_function(std::move(function)) {}

  const auto& operator()(const std::string& text) {
    const auto [found, is_new] = m_known.try_emplace(text);
    if (is_new)
      found->second = m_function(text);
    return found->second;
  }

private:
  Function m_function;
  std::unordered_map<std::string, std::invoke_result_t<Function, const std::string&>> m_known;
};

} // namespace layers
