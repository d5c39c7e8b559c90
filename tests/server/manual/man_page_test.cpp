#include "server/manual/man_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using server::OptionText;
using server::ProgramText;
using testing::HasSubstr;
using testing::StartsWith;

std::string page(const std::string& help, const std::vector<OptionText>& options = {},
                 const std::string& examples = "") {
  return server::man_page({.name = "prog",
                           .version = "1.2",
                           .summary = "makes maps",
                           .help = "Makes them well.",
                           .examples = examples,
                           .options = {{"-h,--help", "", "Help"}},
                           .commands = {{"make", help, options}}});
}

TEST(ManPage, BeginsWithNameVersionAndSummary) {
  EXPECT_THAT(page(""), StartsWith(".TH HAZARDMAP 1 \"\" \"prog 1.2\" \"User Commands\"\n"
                                   ".SH NAME\nprog \\- makes maps\n.SH SYNOPSIS\n.B prog make\n"));
}

TEST(ManPage, KeepsIndentedLinesAndFillsTheOthers) {
  EXPECT_THAT(page("Makes.\n\nLike this:\n  one  1\n  two  2\n\nDone."),
              HasSubstr("Makes.\n.PP\nLike this:\n.EX\n  one  1\n  two  2\n.EE\n.PP\nDone.\n"));
  EXPECT_THAT(page("So:\n  one"), HasSubstr("So:\n.EX\n  one\n.EE\n"));
}

TEST(ManPage, TextIsNeverTakenForARequest) {
  EXPECT_THAT(page(".so x\n'it' \\n `~^` a-b"),
              HasSubstr("\\&.so x\n\\(aqit\\(aq \\en \\(ga\\(ti\\(ha\\(ga a\\-b\n"));
}

TEST(ManPage, OptionsHaveTheirNamesValueAndHelp) {
  const auto text = page("", {{"-q,--quiet", "", "Say nothing"},
                              {"--zoom", "RANGE", "Such as 0-12"},
                              {"--format", "mvt|geojson", "Of tiles"},
                              {"SOURCE", "", "A file"}});
  EXPECT_THAT(text, HasSubstr(".TP\n\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\nSay nothing\n"
                              ".TP\n\\fB\\-\\-zoom\\fR \\fIRANGE\\fR\nSuch as 0\\-12\n"
                              ".TP\n\\fB\\-\\-format\\fR \\fImvt | geojson\\fR\nOf tiles\n"
                              ".TP\n\\fISOURCE\\fR\nA file\n"));
}

TEST(ManPage, ExamplesHaveACommandAndWhatItDoes) {
  EXPECT_THAT(page("", {}, "  prog make a-b    one thing\n  prog make  another"),
              HasSubstr(".SH EXAMPLES\n.TP\n.B prog make a\\-b\none thing\n"
                        ".TP\n.B prog make\nanother\n"));
}

} // namespace
