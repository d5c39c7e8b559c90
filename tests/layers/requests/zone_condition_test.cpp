#include "layers/requests/zone_condition.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

using layers::parse_slowed;
using layers::parse_zone_condition;

constexpr auto legal = "; write flood, flood:severity>=3 or smoke:type=toxic";

TEST(ZoneCondition, NamesALayerOrSomeOfItsZones) {
  const auto whole = parse_zone_condition("flood-2");
  EXPECT_EQ(whole.layer, "flood-2");
  EXPECT_EQ(whole.attribute, "");
  for (const auto* comparison : {">=", "<=", ">", "<", "=", "!="}) {
    const auto condition = parse_zone_condition(std::string("flood:severity") + comparison + "2.5");
    EXPECT_EQ(condition.layer, "flood");
    EXPECT_EQ(condition.attribute, "severity");
    EXPECT_EQ(condition.comparison, comparison);
    EXPECT_EQ(condition.value, "2.5");
  }
  EXPECT_EQ(parse_zone_condition("smoke:type=khí độc: clo").value, "khí độc: clo");
  EXPECT_EQ(parse_zone_condition("smoke:type!=toxic").comparison, "!=");
}

TEST(ZoneCondition, MistakesAreNamed) {
  const auto mistake = [](const std::string& text) {
    const auto message = error_of([&] { parse_zone_condition(text); });
    EXPECT_TRUE(message.ends_with(legal)) << message;
    return message.substr(0, message.find(legal));
  };
  EXPECT_EQ(mistake(""), "hazard \"\": names no layer");
  EXPECT_EQ(mistake(":severity>=3"), "hazard \":severity>=3\": names no layer");
  EXPECT_EQ(mistake("flood>=3"), "hazard \"flood>=3\": has no \":\" behind the layer");
  EXPECT_EQ(mistake("flood:depth>2"),
            "hazard \"flood:depth>2\": attribute \"depth\" is neither severity nor type");
  EXPECT_EQ(mistake("flood:"), "hazard \"flood:\": attribute \"\" is neither severity nor type");
  EXPECT_EQ(mistake("flood:severity"),
            "hazard \"flood:severity\": has no comparison: >= <= > < = !=");
  EXPECT_EQ(mistake("flood:severity!3"),
            "hazard \"flood:severity!3\": has no comparison: >= <= > < = !=");
  EXPECT_EQ(mistake("flood:severity>="), "hazard \"flood:severity>=\": has nothing behind >=");
  EXPECT_EQ(mistake("flood:severity>=high"),
            "hazard \"flood:severity>=high\": severity \"high\" is no number");
  EXPECT_EQ(mistake("flood:severity==3"),
            "hazard \"flood:severity==3\": severity \"=3\" is no number");
  EXPECT_EQ(mistake("flood:severity>nan"),
            "hazard \"flood:severity>nan\": severity \"nan\" is no number");
  EXPECT_EQ(mistake("smoke:type>=a"), "hazard \"smoke:type>=a\": a type is a text and cannot be "
                                      "compared by >=; use = or !=");
}

TEST(Slowed, HasAFactorBehindTheZones) {
  EXPECT_EQ(parse_slowed("smoke:0.5").where.layer, "smoke");
  EXPECT_EQ(parse_slowed("smoke:0.5").factor, 0.5);
  EXPECT_EQ(parse_slowed("smoke:1").factor, 1);
  const auto some = parse_slowed("smoke:severity>=2:0.25");
  EXPECT_EQ(some.where.attribute, "severity");
  EXPECT_EQ(some.where.value, "2");
  EXPECT_EQ(some.factor, 0.25);
}

TEST(Slowed, MistakesAreNamed) {
  for (const auto* factor : {"0", "-1", "1.01", "nan", "slow", "", "inf"}) {
    const auto text = std::string("smoke:") + factor;
    EXPECT_EQ(error_of([&] { parse_slowed(text); }),
              "slowed \"" + text + "\": \"" + factor +
                  "\" is no factor over 0 and up to 1; write smoke:0.5 or smoke:severity>=2:0.5");
  }
  EXPECT_EQ(error_of([] { parse_slowed("smoke"); }),
            "slowed \"smoke\": \"\" is no factor over 0 and up to 1; write smoke:0.5 or "
            "smoke:severity>=2:0.5");
  EXPECT_EQ(error_of([] { parse_slowed("smoke:depth>2:0.5"); }),
            std::string("hazard \"smoke:depth>2\": attribute \"depth\" is neither severity nor "
                        "type") +
                legal);
}

} // namespace
