"""Live WebSockets: agents, viewers and portal pages, each with its own strict language."""
