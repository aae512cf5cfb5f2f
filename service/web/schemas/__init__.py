"""The shapes of requests and answers, one file a resource; documentation and strict parsing come from the same place."""
