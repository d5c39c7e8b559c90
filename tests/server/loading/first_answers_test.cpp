#include "server/loading/first_answers.hpp"

#include <gtest/gtest.h>

#include "tests/support/planner_sketch.hpp"
#include "tests/support/wait_until.hpp"

namespace {

using support::MapSketch;

TEST(FirstAnswers, WaysToPlacesAreKeptBeforeAnybodyAsks) {
  const auto map = std::make_shared<const layers::Map>(support::model_of(support::long_street()));
  const auto& kept = map->response->memory->kept;
  ASSERT_EQ(kept.count(), 0U);
  server::FirstAnswers first;
  first.prepare(map);
  EXPECT_TRUE(support::wait_until([&] { return kept.count() > 0; }));
}

TEST(FirstAnswers, AMapWithoutPeopleIsAskedNothing) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, support::street);
  sketch.station({0, 0});
  const auto map = std::make_shared<const layers::Map>(support::model_of(sketch));
  {
    server::FirstAnswers first;
    first.prepare(map);
  }
  EXPECT_EQ(map->response->memory->kept.count(), 0U);
}

} // namespace
