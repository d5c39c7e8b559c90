#include "layers/text/translation.hpp"

namespace layers {

std::string text_in(const Text& text, const std::string& language, std::string_view otherwise) {
  if (const auto found = text.find(language); found != text.end())
    return found->second;
  return text.empty() ? std::string(otherwise) : text.begin()->second;
}

} // namespace layers
