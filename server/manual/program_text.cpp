#include "server/manual/program_text.hpp"

#include <sstream>

namespace server {

std::vector<std::string> split_at(char separator, const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);)
    parts.push_back(part);
  return parts;
}

} // namespace server
