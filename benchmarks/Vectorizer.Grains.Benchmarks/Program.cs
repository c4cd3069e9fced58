using System.Globalization;
using Vectorizer.Grains.Benchmarks;

// Searches a silo that keeps answers and one that does not, in turns, with queries that repeat (Zipf) and with queries that never do.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int points = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
int dimension = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 384;
CacheCost.Run(dimension);
await using SearchedSilo with = await SearchedSilo.StartAsync(caching: true, points, dimension);
await using SearchedSilo without = await SearchedSilo.StartAsync(caching: false, points, dimension);
CacheGain gain = new(with, without);
await gain.RunAsync("Zipf, exponent 1, 10,000 queries", new QueryStream(dimension, distinct: 10_000));
await gain.RunAsync("no query twice", new QueryStream(dimension, distinct: null));
