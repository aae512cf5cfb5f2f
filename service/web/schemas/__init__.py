"""The shapes of requests and answers, one file a resource; documentation and strict parsing share them."""
