// server/manual: the manual page and the completion of a command line; knows no command of its own.
#pragma once

#include <string>
#include <vector>

namespace server {

/// What the command line can be, in the words of its help.
struct OptionText {
  std::string names; ///< "-q,--quiet"; of an argument without a name "SOURCE"
  std::string value; ///< "NUMBER"; "mvt|geojson": one of these words; empty: there is none
  std::string help;
};

struct CommandText {
  std::string name; ///< "serve"
  std::string help; ///< lines; those with two spaces before them stay as they are
  std::vector<OptionText> options;
};

struct ProgramText {
  std::string name;
  std::string version;
  std::string summary; ///< half a line, without a full stop
  std::string help;
  std::string examples; ///< lines of a command and, behind two spaces or more, what it does
  std::vector<OptionText> options;
  std::vector<CommandText> commands;
};

/// "mvt|geojson" -> "mvt", "geojson"; at ',' "-q,--quiet" -> "-q", "--quiet".
std::vector<std::string> split_at(char separator, const std::string& text);

inline bool is_positional(const OptionText& option) {
  return !option.names.starts_with('-');
}

} // namespace server
