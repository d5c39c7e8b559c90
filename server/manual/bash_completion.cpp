#include "server/manual/bash_completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace server {

namespace {

constexpr auto script = R"(# Completion for bash, written by `{0} --bash-completion`.

_{0}() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
  local command="" options="" words=""
  COMPREPLY=()
  # bash takes --option=value for three words.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $before == "=" ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  [[ $COMP_CWORD -gt 1 ]] && command=${{COMP_WORDS[1]}}

  case $command in
{1}  esac

  if [[ $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
  else
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}}

complete -F _{0} {0}
)";

bool takes_file(const OptionText& option) {
  return option.value == "FILE" || option.value == "PATH";
}

/// With spaces between.
std::string option_names(const std::vector<OptionText>& options) {
  std::string names;
  for (const auto& option : options)
    if (!is_positional(option))
      for (const auto& name : split_at(',', option.names))
        names += (names.empty() ? "" : " ") + name;
  return names;
}

/// What follows an option, where it is one of some words, or nothing that could be guessed.
std::string value_cases(const std::vector<OptionText>& options) {
  std::string cases;
  std::string others;
  for (const auto& option : options) {
    if (is_positional(option) || option.value.empty() || takes_file(option))
      continue;
    const auto names = fmt::format("{}", fmt::join(split_at(',', option.names), " | "));
    const auto words = split_at('|', option.value);
    if (words.size() > 1)
      cases += fmt::format("    {}) words=\"{}\" ;;\n", names, fmt::join(words, " "));
    else
      others += (others.empty() ? "" : " | ") + names;
  }
  return others.empty() ? cases : cases + fmt::format("    {}) return ;;\n", others);
}

std::string command_case(const CommandText& command) {
  auto values = value_cases(command.options);
  if (!values.empty())
    values = fmt::format("    case $before in\n{}    esac\n", values);
  return fmt::format("  {})\n    options=\"{}\"\n{}    ;;\n", command.name,
                     option_names(command.options), values);
}

/// Where the command itself is to be completed; its options are the program's.
std::string program_case(const ProgramText& program) {
  std::vector<std::string> names;
  for (const auto& command : program.commands)
    names.push_back(command.name);
  return fmt::format(
      "  \"\")\n    options=\"{}\"\n    [[ $current == -* ]] || words=\"{}\"\n    ;;\n",
      option_names(program.options), fmt::join(names, " "));
}

} // namespace

std::string bash_completion(const ProgramText& program) {
  auto cases = program_case(program);
  for (const auto& command : program.commands)
    cases += command_case(command);
  return fmt::format(script, program.name, cases);
}

} // namespace server
