#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "server/http/http.hpp"
#include "server/options/server_options.hpp"
#include "server/wire/answer_inbox.hpp"
#include "server/wire/held_bytes.hpp"
#include "server/wire/work_pool.hpp"

namespace server {

/// Whose work something is, and of what kind.
struct WorkOwner {
  WorkClass work_class = WorkClass::tiles;
  std::string client; ///< see sharer_of()
};

/// The answer to what would need more memory than there is for requests and answers.
Response memory_is_full_response();

/// Threads and a queue for each kind of work, so that none can keep another from its own. All but
/// tiles give way to what is short. Any thread, but for stop().
class WorkLanes {
public:
  /// What is given must live as long.
  WorkLanes(const ServerOptions& options, const ServerCalls& calls, HeldBytes& held);

  /// Has the request worked on: the answer is put into the inbox. Or says why not.
  std::optional<Response> give(const std::shared_ptr<AnswerInbox>& inbox, const ConnectionKey& key,
                               const WorkOwner& owner, Request&& request);
  /// Has the stream's next piece made, which is put into the inbox. False: ask again later.
  bool give_piece(const std::shared_ptr<AnswerInbox>& inbox, const ConnectionKey& key,
                  const WorkOwner& owner, const std::shared_ptr<BodyStream>& stream);
  bool others_wait(const WorkOwner& owner) const; ///< for work of this kind
  std::array<ServerLoad::Work, work_class_names.size()> load() const;

  void stop(); ///< see WorkPool

private:
  struct Given;

  WorkPool& pool_of(WorkClass work) { return m_pools.at(static_cast<std::size_t>(work)); }
  void work_on(AnswerInbox& inbox, Given& given) const;
  std::optional<Response> answer_to(const Given& given) const;
  void make_piece(AnswerInbox& inbox, const ConnectionKey& key, const std::string& client,
                  BodyStream& stream) const;

  const ServerCalls& m_calls;
  HeldBytes& m_held;
  std::array<WorkPool, work_class_names.size()> m_pools; ///< by WorkClass
};

} // namespace server
