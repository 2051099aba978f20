"""What can be known from running text: language, sentences, people, quotes, dates, links."""
