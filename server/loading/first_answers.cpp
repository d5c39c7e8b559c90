#include "server/loading/first_answers.hpp"

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "geo/threads/priority.hpp"
#include "layers/planner/planner_questions.hpp"

namespace server {

namespace {

bool has(const layers::Map& map, layers::Kind kind) {
  return std::ranges::any_of(map.layers,
                             [&](const auto& layer) { return layer->config.kind == kind; });
}

/// The ways of more places are not kept, or take longer than anybody should be kept from anything.
bool is_worth_it(const layers::Map& map) {
  constexpr std::size_t most_places = 500'000;
  std::size_t places = 0;
  for (const auto& layer : map.layers)
    if (layer->config.kind == layers::Kind::demand)
      places += layer->features->size();
  return places > 0 && places <= most_places && has(map, layers::Kind::road) &&
         has(map, layers::Kind::station);
}

/// That it cannot be answered is told to who asks it.
void ask(const layers::Map& map, const std::stop_token& stop) {
  geo::give_way();
  try {
    layers::answer(layers::read_question(layers::Question::coverage, {}), map, stop);
  } catch (const std::exception& error) {
    spdlog::debug("first answers: {}", error.what());
  }
}

} // namespace

void FirstAnswers::prepare(std::shared_ptr<const layers::Map> map) {
  if (!is_worth_it(*map))
    return;
  try {
    m_thread =
        std::jthread([map = std::move(map)](const std::stop_token& stop) { ask(*map, stop); });
  } catch (const std::system_error&) { // no thread for it: then who asks first waits
  }
}

} // namespace server
