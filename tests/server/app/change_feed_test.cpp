#include "server/app/change_feed.hpp"

#include <gtest/gtest.h>

namespace {

using server::ChangeFeed;

TEST(ChangeFeed, TellsWhatCameAfterAnId) {
  ChangeFeed feed;
  EXPECT_EQ(feed.last_id(), 0U);
  EXPECT_EQ(feed.after(0).text, "");
  feed.publish("layers", R"({"ids":["flood"]})");
  feed.publish("layers", "{}");
  EXPECT_EQ(feed.last_id(), 2U);
  EXPECT_EQ(feed.after(0).text, "id: 1\nevent: layers\ndata: {\"ids\":[\"flood\"]}\n\n"
                                "id: 2\nevent: layers\ndata: {}\n\n");
  EXPECT_EQ(feed.after(1).text, "id: 2\nevent: layers\ndata: {}\n\n");
  EXPECT_EQ(feed.after(1).last_id, 2U);
  EXPECT_EQ(feed.after(2).text, "");
}

TEST(ChangeFeed, WhoMissedTooMuchIsToldToLookAtEverything) {
  ChangeFeed feed;
  for (int i = 0; i < 300; ++i) // of which 256 are remembered: 45 to 300
    feed.publish("layers", "{}");
  EXPECT_EQ(feed.after(43).text, "id: 300\nevent: reset\ndata: {}\n\n");
  EXPECT_EQ(feed.after(44).text.substr(0, 7), "id: 45\n");
}

TEST(ChangeFeed, SoIsWhoComesFromAServerBeforeThisOne) {
  ChangeFeed feed;
  feed.publish("layers", "{}");
  EXPECT_EQ(feed.after(7).text, "id: 1\nevent: reset\ndata: {}\n\n");
  EXPECT_EQ(feed.after(7).last_id, 1U);
  ChangeFeed next(1000);
  EXPECT_EQ(next.last_id(), 999U);
  EXPECT_EQ(next.after(1).text, "id: 999\nevent: reset\ndata: {}\n\n");
  next.publish("layers", "{}");
  EXPECT_EQ(next.after(999).text, "id: 1000\nevent: layers\ndata: {}\n\n");
}

} // namespace
