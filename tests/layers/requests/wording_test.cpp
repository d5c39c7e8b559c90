#include "layers/requests/wording.hpp"

#include <gtest/gtest.h>

namespace {

using layers::AskedIn;
using layers::Question;
using layers::said_in;

TEST(Wording, OfACommandNamesOptions) {
  const auto said = [](const std::string& message) {
    return said_in(AskedIn::command, message, Question::nearest_stations);
  };
  EXPECT_EQ(said("parameter point: missing; write point=lon,lat"),
            "option --point: missing; write --point lon,lat");
  EXPECT_EQ(said("parameter call_handling_s: given twice; give it once"),
            "option --call-handling-s: given twice; give it once");
  EXPECT_EQ(said("roads: there is no point"), "roads: there is no point");
}

TEST(Wording, OfAConfigurationNamesKeys) {
  const auto said = [](const std::string& message) {
    return said_in(AskedIn::configuration, message, Question::response_areas);
  };
  EXPECT_EQ(said("parameter method: exact does not go with split=first-due; use method=grid"),
            R"("method": exact does not go with "split": "first-due"; use "method": "grid")");
  EXPECT_EQ(said("parameter limits_s: its list is empty"), R"("limits_s": its list is empty)");
}

} // namespace
