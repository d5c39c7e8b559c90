#include "server/manual/bash_completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using server::OptionText;
using testing::HasSubstr;
using testing::Not;

std::string completion(const std::vector<OptionText>& options) {
  return server::bash_completion({.name = "prog",
                                  .version = "1",
                                  .summary = "",
                                  .help = "",
                                  .examples = "",
                                  .options = {{"-h,--help", "", "Help"}},
                                  .commands = {{"make", "Makes.", options}, {"eat", "Eats.", {}}}});
}

TEST(BashCompletion, HasTheCommandsAndTheProgramsOptions) {
  const auto script = completion({});
  EXPECT_THAT(script,
              HasSubstr("options=\"-h --help\"\n    [[ $current == -* ]] || words=\"make eat\""));
  EXPECT_THAT(script, HasSubstr("\ncomplete -F _prog prog\n"));
}

TEST(BashCompletion, HasAllNamesOfOptionsAndNoNameOfAnArgument) {
  const auto script = completion({{"-q,--quiet", "", ""}, {"SOURCE", "", ""}});
  EXPECT_THAT(script, HasSubstr("  make)\n    options=\"-q --quiet\"\n    ;;"));
  EXPECT_THAT(script, Not(HasSubstr("SOURCE")));
}

TEST(BashCompletion, CompletesTheWordsOfAnOptionAndNothingAfterANumber) {
  const auto script = completion({{"-f,--format", "mvt|geojson", ""},
                                  {"--port", "NUMBER", ""},
                                  {"--limit", "S,S,...", ""},
                                  {"--output", "PATH", ""},
                                  {"--quiet", "", ""}});
  EXPECT_THAT(script, HasSubstr("    case $before in\n"
                                "    -f | --format) words=\"mvt geojson\" ;;\n"
                                "    --port | --limit) return ;;\n"
                                "    esac\n"));
}

} // namespace
