#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "geo/road/travel_time.hpp"

namespace geo {

/// The arrays of searches over one graph, which are as large as the graph: lent and given back, so
/// that a search pays only for what it reaches. Copies share them. Any thread; the graph must
/// outlive what is lent.
class SearchPool {
  struct Shelf {
    std::mutex mutex;
    std::vector<std::unique_ptr<TravelTimes>> free;
  };

public:
  /// Puts a search back, even when the pool is gone.
  struct GiveBack {
    std::shared_ptr<Shelf> shelf;
    void operator()(TravelTimes* times) const {
      std::unique_ptr<TravelTimes> owned(times);
      const std::scoped_lock lock(shelf->mutex);
      shelf->free.push_back(std::move(owned));
    }
  };
  using Lent = std::unique_ptr<TravelTimes, GiveBack>;

  explicit SearchPool(const RoadGraph& graph) : m_graph(&graph) {}

  const RoadGraph& graph() const { return *m_graph; }

  Lent lend() const {
    auto times = take();
    if (!times)
      times = std::make_unique<TravelTimes>(*m_graph);
    return {times.release(), GiveBack{m_shelf}};
  }

private:
  /// Null: none is free.
  std::unique_ptr<TravelTimes> take() const {
    const std::scoped_lock lock(m_shelf->mutex);
    if (m_shelf->free.empty())
      return nullptr;
    auto times = std::move(m_shelf->free.back());
    m_shelf->free.pop_back();
    return times;
  }

  const RoadGraph* m_graph;
  std::shared_ptr<Shelf> m_shelf = std::make_shared<Shelf>();
};

} // namespace geo
