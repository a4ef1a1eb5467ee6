/**
 * The learners, one a file, behind the sealed family of {@link
 * dev.tidemill.learning.learner.Learner}. Uses features, random numbers, drift detectors and stored
 * forms.
 *
 * <p>The ideas are others', the code is ours:
 *
 * <ul>
 *   <li>AdaGrad: Duchi, Hazan and Singer, JMLR 2011. FTRL-proximal: McMahan et al., <i>Ad Click
 *       Prediction: a View from the Trenches</i>, KDD 2013. Moments that do not lose digits:
 *       Welford 1962.
 *   <li>Hoeffding trees: Domingos and Hulten, <i>Mining High-Speed Data Streams</i>, KDD 2000.
 *       Leaves that choose between naive Bayes and the majority: Gama, Rocha and Medas, KDD 2003;
 *       Holmes, Kirkby and Pfahringer, ECML 2005. The bound of memory: Kirkby, <i>Improving
 *       Hoeffding Trees</i>, thesis, Waikato 2007.
 *   <li>Trees that replace what drifted: Bifet and Gavaldà, <i>Adaptive Learning from Evolving Data
 *       Streams</i>, IDA 2009.
 *   <li>Passive-aggressive models: Crammer, Dekel, Keshet, Shalev-Shwartz and Singer, JMLR 2006.
 *   <li>Regression trees: Ikonomovska, Gama and Džeroski, <i>Learning Model Trees from Evolving
 *       Data Streams</i>, DMKD 2011; their forests: Gomes, Barddal, Ferreira and Bifet, ESANN 2018.
 *   <li>Random cuts: Guha, Mishra, Roy and Schrijvers, ICML 2016; the code is that of the library
 *       RandomCutForest, which only these classes know. Half-space trees: Tan, Ting and Liu, IJCAI
 *       2011.
 *   <li>k-means row by row: MacQueen 1967; where to begin: Arthur and Vassilvitskii, SODA 2007.
 *   <li>Splits of categories in two sets: Breiman, Friedman, Olshen and Stone 1984.
 *   <li>Adaptive random forests: Gomes et al., Machine Learning 106, 2017.
 *   <li>LinUCB: Li, Chu, Langford and Schapire, WWW 2010. Thompson sampling with linear rewards:
 *       Agrawal and Goyal, ICML 2013.
 * </ul>
 *
 * <p>Predicting changes nothing that later predictions depend on, but for a bandit, whose choice
 * may draw a random number; and it allocates nothing. Learning allocates only where a model grows.
 */
@NullMarked
package dev.tidemill.learning.learner;

import org.jspecify.annotations.NullMarked;
