-- The operations of a step that only publishes.

return step.take({ P = events.publish, E = events.publishKept }, { P = 'ha', E = 'taann' })
