#include "server/manual/man_page.hpp"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace server {

namespace {

constexpr auto other_sections = R"(.SH FILES
.TP
.I /etc/hazardmap/hazardmap.json
what the service shows
.TP
.I /usr/share/hazardmap/hazardmap.schema.json
the JSON schema of configurations, for editors
.TP
.I /usr/share/hazardmap/example/
an invented district, with its configuration
.TP
.I /usr/share/doc/hazardmap/
every key of the configuration, the questions of planners, and how to run the service behind a proxy
.PP
Installed from the source, they lie in
.I /usr/local/share
instead.
.SH EXIT STATUS
.TP
.B 0
done; of
.BR check :
nothing was lost, and all that decides answers was understood
.TP
.B 1
something is wrong with the data, the question or the system
.TP
.B 2
something is wrong with the command line
.TP
.B 130
.B tiles
was interrupted by Ctrl\-C; by another signal 128 and its number
)";

constexpr auto last_section = R"(.SH SEE ALSO
.BR ogrinfo (1),
.BR systemctl (1),
.BR journalctl (1)
)";

/// Text that means itself to troff.
std::string plain(const std::string& text) {
  static const std::map<char, const char*> escapes = {
      {'\\', "\\e"}, {'-', "\\-"}, {'\'', "\\(aq"}, {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
  std::string escaped = text.starts_with('.') ? "\\&" : "";
  for (const char c : text) {
    const auto found = escapes.find(c);
    escaped += found == escapes.end() ? std::string(1, c) : found->second;
  }
  return escaped;
}

/// Lines as paragraphs; those with two spaces before them as they are.
std::string paragraphs(const std::string& text) {
  std::string page;
  bool is_kept = false;
  for (const auto& line : split_at('\n', text)) {
    if (line.starts_with("  ") != is_kept)
      page += is_kept ? ".EE\n" : ".EX\n";
    is_kept = line.starts_with("  ");
    page += line.empty() ? ".PP\n" : plain(line) + "\n";
  }
  return page + (is_kept ? ".EE\n" : "");
}

std::string option_entry(const OptionText& option) {
  std::string names;
  for (const auto& name : split_at(',', option.names))
    names += fmt::format("{}\\f{}{}\\fR", names.empty() ? "" : ", ",
                         is_positional(option) ? 'I' : 'B', plain(name));
  if (!option.value.empty())
    names += fmt::format(" \\fI{}\\fR", // lines may end between words
                         plain(fmt::format("{}", fmt::join(split_at('|', option.value), " | "))));
  return fmt::format(".TP\n{}\n{}\n", names, plain(option.help));
}

std::string option_entries(const std::vector<OptionText>& options) {
  std::string page;
  for (const auto& option : options)
    page += option_entry(option);
  return page;
}

std::string command_section(const ProgramText& program, const CommandText& command) {
  return fmt::format(".SS {} {} [\\fIOPTION\\fR...] [\\fISOURCE\\fR...]\n{}{}", program.name,
                     command.name, paragraphs(command.help), option_entries(command.options));
}

std::string synopsis(const ProgramText& program) {
  std::string page;
  for (const auto& command : program.commands)
    page += fmt::format(".B {} {}\n[\\fIOPTION\\fR...] [\\fISOURCE\\fR...]\n.br\n", program.name,
                        command.name);
  for (const auto& option : program.options)
    page += fmt::format(".B {} {}\n.br\n", program.name, plain(split_at(',', option.names).back()));
  return page;
}

std::string example_entries(const std::string& examples) {
  std::string page;
  for (const auto& line : split_at('\n', examples)) {
    const auto begin = line.find_first_not_of(' ');
    const auto end = line.find("  ", begin);
    const auto what = line.find_first_not_of(' ', end);
    if (what != std::string::npos)
      page += fmt::format(".TP\n.B {}\n{}\n", plain(line.substr(begin, end - begin)),
                          plain(line.substr(what)));
  }
  return page;
}

} // namespace

std::string man_page(const ProgramText& program) {
  auto page =
      fmt::format(".TH HAZARDMAP 1 \"\" \"{0} {1}\" \"User Commands\"\n.SH NAME\n{0} \\- {2}\n",
                  program.name, program.version, plain(program.summary));
  page += ".SH SYNOPSIS\n" + synopsis(program);
  page += ".SH DESCRIPTION\n" + paragraphs(program.help);
  page += option_entries(program.options);
  page += ".SH COMMANDS\nWhat stands in brackets holds without the option.\n";
  for (const auto& command : program.commands)
    page += command_section(program, command);
  page += other_sections;
  page += ".SH EXAMPLES\n" + example_entries(program.examples);
  return page + last_section;
}

} // namespace server
