#include "geo/edge_meetings.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "geo/error.hpp"
#include "geo/time_limit.hpp"

namespace {

using geo::Geometry;
using geo::LonLat;
using geo::PartType;
using Ring = std::vector<LonLat>;

Geometry drawn(const std::vector<Ring>& rings) {
  Geometry g;
  for (const auto& ring : rings) {
    g.points.insert(g.points.end(), ring.begin(), ring.end());
    g.end_ring();
    g.end_part(PartType::polygon);
  }
  return g;
}

constexpr std::size_t any = 1000;

//   D---C
//    \ /      A-C and B-D cross
//    / \.
//   A---B
const Ring eight{{0, 0}, {2, 2}, {0, 2}, {2, 0}, {0, 0}};

TEST(EdgeMeetings, ASquareHasFourCorners) {
  EXPECT_EQ(geo::count_edge_meetings(drawn({{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}}), any), 4U);
}

TEST(EdgeMeetings, AFigureOfEightHasACrossingBesides) {
  EXPECT_EQ(geo::count_edge_meetings(drawn({eight}), any), 5U);
}

TEST(EdgeMeetings, RingsAndPartsMeetOneAnother) {
  const Ring lying{{0, 1}, {3, 1}, {3, 2}, {0, 2}, {0, 1}};
  const Ring standing{{1, 0}, {2, 0}, {2, 3}, {1, 3}, {1, 0}};
  EXPECT_EQ(geo::count_edge_meetings(drawn({lying, standing}), any), 4U + 4U + 4U);
}

//       +
//   +--/|     the corner of a triangle touches a side of a square
//   |  \|
//   +--+
TEST(EdgeMeetings, TouchingIsOne) {
  const Ring square{{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 0}};
  const Ring triangle{{2, 1}, {3, 0}, {3, 2}, {2, 1}};
  EXPECT_EQ(geo::count_edge_meetings(drawn({square, triangle}), any), 4U + 3U + 2U);
}

TEST(EdgeMeetings, SoIsLyingOnOneAnother) {
  const Ring square{{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 0}};
  // Each side of one meets its twin and the two beside it.
  EXPECT_EQ(geo::count_edge_meetings(drawn({square, square}), any), 4U + 4U + 4U * 3);
}

TEST(EdgeMeetings, APointThatIsThereTwiceIsNone) {
  EXPECT_EQ(geo::count_edge_meetings(drawn({{{0, 0}, {1, 0}, {1, 0}, {0, 1}, {0, 0}}}), any), 3U);
}

TEST(EdgeMeetings, EdgesWhoseBoxesTouchMayBeApart) {
  const Ring up{{0, 0}, {4, 4}, {3, 4}, {0, 0}};
  const Ring beside{{1, 0}, {4, 3}, {4, 0}, {1, 0}};
  EXPECT_EQ(geo::count_edge_meetings(drawn({up, beside}), any), 3U + 3U);
}

TEST(EdgeMeetings, CountingEndsAtTheMost) {
  EXPECT_EQ(geo::count_edge_meetings(drawn({eight, eight, eight}), 2), 2U);
}

TEST(EdgeMeetings, CountingEndsWhenTheTimeIsOver) {
  const geo::TimeLimit limit(geo::TimeLimit::Clock::now());
  EXPECT_THROW(geo::count_edge_meetings(drawn({eight}), any), geo::Error);
}

TEST(TimeLimit, TheOuterOneCountsAgain) {
  EXPECT_FALSE(geo::is_over_time());
  const geo::TimeLimit outer(geo::TimeLimit::Clock::now() + std::chrono::hours(1));
  {
    const geo::TimeLimit inner(geo::TimeLimit::Clock::now());
    EXPECT_TRUE(geo::is_over_time());
    EXPECT_THROW(geo::check_time(), geo::Error);
  }
  EXPECT_FALSE(geo::is_over_time());
}

} // namespace
