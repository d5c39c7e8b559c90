#include "server/app/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/layer_sketch.hpp"

namespace {

using server::Metrics;
using testing::HasSubstr;
using testing::Not;

server::AccessEntry entry(std::string_view route, int status, std::uint64_t bytes, double seconds) {
  server::AccessEntry out;
  out.route = route;
  out.status = status;
  out.bytes = bytes;
  out.seconds = seconds;
  return out;
}

TEST(Metrics, CountRequestsByRouteAndStatus) {
  Metrics metrics;
  metrics.count_request(entry("/collections", 200, 100, 0.003));
  metrics.count_request(entry("/collections", 200, 50, 0.2));
  metrics.count_request(entry("/collections", 304, 0, 0.0001));
  metrics.count_request(entry("", 400, 7, 0));
  const auto text = metrics.text({}, {}, {});
  EXPECT_THAT(text,
              HasSubstr("hazardmap_http_requests_total{route=\"/collections\",status=\"200\"} 2"));
  EXPECT_THAT(text,
              HasSubstr("hazardmap_http_requests_total{route=\"/collections\",status=\"304\"} 1"));
  EXPECT_THAT(text, HasSubstr("hazardmap_http_requests_total{route=\"\",status=\"400\"} 1"));
  EXPECT_THAT(text, HasSubstr("hazardmap_http_sent_bytes_total{route=\"/collections\"} 150"));
}

TEST(Metrics, HaveAHistogramOfTimes) {
  Metrics metrics;
  for (const double seconds : {0.0001, 0.003, 0.004, 20.0})
    metrics.count_request(entry("/a", 200, 0, seconds));
  const auto text = metrics.text({}, {}, {});
  const auto bucket = [](const char* bound, int count) {
    return HasSubstr("hazardmap_http_request_seconds_bucket{route=\"/a\",le=\"" +
                     std::string(bound) + "\"} " + std::to_string(count) + "\n");
  };
  EXPECT_THAT(text, bucket("0.0005", 1));
  EXPECT_THAT(text, bucket("0.0025", 1));
  EXPECT_THAT(text, bucket("0.005", 3));
  EXPECT_THAT(text, bucket("10", 3));
  EXPECT_THAT(text, bucket("+Inf", 4));
}

TEST(Metrics, CountWhatClientsBrokeOff) {
  Metrics metrics;
  auto broken = entry("/a", 200, 5, 0.1);
  broken.is_complete = false;
  metrics.count_request(broken);
  metrics.count_request(entry("/a", 200, 5, 0.1));
  EXPECT_THAT(metrics.text({}, {}, {}),
              HasSubstr("hazardmap_http_broken_off_total{route=\"/a\"} 1"));
}

TEST(Metrics, ShowTheServersLoad) {
  const auto text = Metrics().text(
      {.connections = 3, .work = {{{4, 2}, {5, 1}, {}}}, .unsent_bytes = 1000}, {}, {});
  EXPECT_THAT(text, HasSubstr("\nhazardmap_connections 3\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_requests_queued{class=\"tiles\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_requests_running{class=\"tiles\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_requests_queued{class=\"questions\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_requests_running{class=\"downloads\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_unsent_bytes 1000\n"));
}

TEST(Metrics, ShowEachLayersVersionAgeAndSize) {
  support::Sketch stations;
  stations.point({105, 20});
  stations.point({106, 20});
  const auto layer = stations.layer("stations");
  const auto text = Metrics().text({}, {{}, {layer}}, {});
  EXPECT_THAT(text, HasSubstr("hazardmap_layer_info{layer=\"stations\",version=\"" +
                              layer->features->version + "\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("hazardmap_layer_features{layer=\"stations\"} 2\n"));
  const std::string age = "\nhazardmap_layer_age_seconds{layer=\"stations\"} ";
  ASSERT_THAT(text, HasSubstr(age));
  EXPECT_LT(std::stod(text.substr(text.find(age) + age.size())), 60); // just read
}

TEST(Metrics, HaveAHistogramOfWaitingByClass) {
  Metrics metrics;
  metrics.count_wait(server::WorkClass::questions, std::chrono::milliseconds(3));
  metrics.count_wait(server::WorkClass::questions, std::chrono::seconds(7));
  const auto text = metrics.text({}, {}, {});
  const std::string name = "hazardmap_work_wait_seconds_";
  EXPECT_THAT(text, HasSubstr(name + "bucket{class=\"questions\",le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(name + "count{class=\"questions\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(name + "count{class=\"tiles\"} 0\n"));
}

TEST(Metrics, CountReloads) {
  Metrics metrics;
  metrics.count_reload(true);
  metrics.count_reload(true);
  metrics.count_reload(false);
  EXPECT_THAT(metrics.text({}, {}, {}),
              HasSubstr("hazardmap_reloads_total{result=\"failed\"} 1\n"));
  EXPECT_THAT(metrics.text({}, {}, {}), HasSubstr("hazardmap_reloads_total{result=\"ok\"} 2\n"));
}

TEST(Metrics, CountTilesAndShowTheirCache) {
  Metrics metrics;
  metrics.count_tile(0);
  metrics.count_tile(7);
  const auto text =
      metrics.text({}, {}, {.hits = 5, .misses = 4, .evictions = 3, .bytes = 2000, .entries = 1});
  EXPECT_THAT(text, HasSubstr("\nhazardmap_tiles_computed_total 2\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_tile_features_dropped_total 7\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_tile_cache_hits_total 5\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_tile_cache_misses_total 4\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_tile_cache_evictions_total 3\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_tile_cache_bytes 2000\n"));
  EXPECT_THAT(text, HasSubstr("\nhazardmap_tile_cache_entries 1\n"));
}

TEST(Metrics, EveryFamilyHasItsHelpAndType) {
  const auto text = Metrics().text({}, {}, {});
  for (const char* name : {"hazardmap_connections", "process_resident_memory_bytes",
                           "process_open_fds", "process_cpu_seconds_total"}) {
    EXPECT_THAT(text, HasSubstr(std::string("# HELP ") + name + " "));
    EXPECT_THAT(text, HasSubstr(std::string("# TYPE ") + name + " "));
  }
}

} // namespace
