"""Dutch words that tell a person's name from any other word with a capital.

All words are folded (lower case, no accents) as `lexicon.fold` gives them. They are general
Dutch: what is local (a service, a building, a wijk) comes from the codebook.
"""

from __future__ import annotations


def _tuple(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def words_of(text: str) -> frozenset[str]:
    """The words of a text that is a list."""
    return frozenset(_tuple(text))


# What a name follows directly: "mevrouw Jansen", "fam. De Wit".
TITELS = words_of("""
    mevrouw mevr mw mej mejuffrouw vrouwe meneer mijnheer menheer dhr hr heer mr drs dr ir ing
    prof ds dominee pastoor pastor kapelaan zuster zr broeder br imam sheikh hadj hodja rabbijn
    dokter doktor juf juffrouw meester opa oma oom ome tante tantie opoe omi nana familie fam
    gezin echtpaar weduwe wed weduwnaar mama mam mamma papa pap pappa moeder vader grootmoeder
    grootvader baba sergeant agent rechter notaris advocaat professor
""")
# Titles that may have a full stop, which then ends no sentence.
AFKORTINGEN = words_of("mevr mw mej dhr hr mr mrs drs dr ir ing prof ds zr br fam wed jhr")
# Who somebody is to the teller: also with a comma or bracket before the name.
ROLLEN = words_of("""
    man vrouw zoon zoontje dochter dochtertje kind kinderen kleinkind kleinkinderen zus zusje
    zussen broer broertje broers broertjes neef neefje nicht nichtje tweeling peuter kleuter
    baby puber stiefzoon stiefdochter pleegzoon pleegdochter pleegkind kleinzoon kleindochter
    schoonzoon schoondochter schoonzus schoonzusje zwager schoonmoeder schoonvader schoonouders
    stiefvader stiefmoeder pleegmoeder pleegvader ouders partner ex expartner verloofde
    echtgenoot echtgenote vriend vriendin vriendje vriendinnetje vriendinnen vrienden maat
    maatje maatjes kameraad buurman buurvrouw buurjongen buurmeisje buurtjes buren overbuurman
    overbuurvrouw onderbuurman onderbuurvrouw bovenbuurman bovenbuurvrouw benedenbuurman
    benedenbuurvrouw jongen jongens meisje meisjes meid dame heren dames jongeman peetoom
    peettante client clienten cliente patient patiente bewoner bewoners bewoonster inwoner
    inwoonster deelnemer deelneemster deelnemers bezoeker bezoekster bezoekers gast gasten
    vrijwilliger vrijwilligers vrijwilligster mantelzorger mantelzorgers collega collegas
    hulpvrager hulpvraagster huurder huurster huisgenoot huisgenote klasgenoot klasgenote
    klasgenootje teamgenoot lotgenoot statushouder nieuwkomer vluchteling stagiair stagiaire
    werker werkster begeleider begeleidster jongerenwerker jongerenwerkster kinderwerker
    kinderwerkster buurtwerker opbouwwerker wijkagent consulent coach mentor docent docente
    leraar lerares juffen trainer trainster voorzitter voorzitster secretaris penningmeester
    contactpersoon melder meldster aanvrager bewindvoerder voogd huisarts fysiotherapeut
    psycholoog psychiater verpleegkundige wijkverpleegkundige thuiszorgster huishoudster
    schoonmaakster kapper kapster bakker slager taxichauffeur chauffeur conducteur postbode
    beheerder beheerster gastvrouw gastheer kok kokkin schilder schilderes casus betrokkene
    aanwezig afwezig afgemeld notulist actie deurwaarder makelaar leidster leider taalmaatje
    taalcoach hulpverlener hulpverleenster raadsman raadsvrouw wethouder burgemeester directeur
    directrice conrector rector schooljuf kleuterjuf
""")
# Roles that also stand before a word for the job ("Consulent Zorg"): a Dutch word is no name.
FUNCTIES = words_of("""
    werker werkster consulent coach docent docente trainer voorzitter secretaris penningmeester
    beheerder directeur begeleider begeleidster agent mentor actie casus aanwezig afwezig
    contactpersoon bewoners inwoner deelnemers vrijwilligers clienten bezoekers hulpverlener
    psycholoog leidster leider voogd wethouder aanvrager chauffeur kok huisarts deelnemer
    vrijwilliger client dokter rechter advocaat
""")
GROETEN = words_of("""
    groetjes groet groeten groetje liefs gr grtjs grtz mvg hoogachtend afz getekend was-getekend
    hoi hallo hey he hee beste lieve dag geachte ha yo goedemorgen goedemiddag goedenavond
    gegroet kusjes kus xxx xx
""")
# After these somebody is named: "heet", "aldus", "zei".
NOEMERS = words_of("""
    heet heette heten heetten genaamd noemt noemde noemen noemden bijnaam roepnaam aldus volgens
    zegt zei vraagt vroeg vertelt vertelde roept riep antwoordt antwoordde schrijft schreef
    mompelt mompelde fluistert fluisterde zucht zuchtte verzucht vond vindt denkt dacht
    glimlacht glimlachte grapt grapte namens naam voornaam achternaam meisjesnaam
""")
NOEMERS_TWEE = {("ik", "ben"), ("ben", "ik"), ("naam", "is"), ("naam", "was"), ("spreekt", "met")}

# What people do and things do not: after one of these, even an everyday word is a name.
MENSEN_DOEN = words_of("""
    zegt zei vertelt vertelde vraagt vroeg vindt vond woont woonde denkt dacht lacht lachte
    huilt huilde belt belde kookt kookte weet wist kent kende leert leerde schrijft schreef
    leest las zingt zong fietst fietste wandelt wandelde slaapt sliep eet at drinkt dronk rookt
    rookte wil wilde hoopt hoopte durft durfde helpt hielp zit zat kijkt keek luistert luisterde
    knikt knikte glimlacht glimlachte zucht zuchtte mompelt mompelde roept riep vergeet vergat
    herinnert voelt voelde mist miste houdt hield werkt werkte studeert studeerde trouwde
    verhuisde verloor kreeg krijgt heet heette noemt noemde draagt droeg koopt kocht betaalt
    betaalde naait naaide breit breide tekent tekende schildert schilderde speelt speelde rapt
    repareert repareerde haalt haalde brengt bracht geeft gaf neemt nam doet deed drukt schudt
    schudde antwoordt antwoordde bedankt bedankte begrijpt begreep gelooft geloofde wacht
    wachtte zwijgt zweeg vloekt vloekte danst danste loopt liep rende rent zwaait zwaaide stopte
    leefde leeft kwam
""")
VERVOEGD = words_of("""
    is was heeft had kan kon mag mocht moet moest zal zou wordt werd gaat ging komt kwam blijft
    bleef staat stond ligt lag
""")

# How a sentence goes on after a name: "Xyran van boven", "Xyran zelf".
NAAM_GAAT_DOOR = words_of("van uit met zelf ook niet zijn haar en z'n d'r nog al")
# How a sentence goes on after the comma behind a name that is spoken to, or explained.
AANGESPROKEN = words_of("""
    kom luister dank bedankt mijn haar zijn onze de een die wil kun heb hoe wat weet moeder vader
    oma opa ga kijk zeg zei je jij
""")
# First names that are also everyday Dutch words: at the start of a sentence not a name by itself.
GEWONE_NAMEN = words_of("""
    aan aard adem al alle allen alp alpha ama anders ante april ara art asse aster august
    augustus baan bader ballen bars beer belle ben bent beren berk blaas bloem blue boer bono
    boy brand brandy broer bruin brunette burger ceder cent cis co constant da dan dag date de
    dees den der di die diesel dik dille do don door dot dun een eerde egge engel ere eren fabe
    fan fee fijn fine fox gene god goed grace grad gul gulden ha han hang har haring hart he
    heel heere hei helder helle hem hen hier hinde ho hoi hok homme hoo hope horst hou hub
    hunter in indie indigo ing ivoor jade jarig jasje jazz jeep jet jij jou jouw joy juli jun
    juni junior ka kader kar karst kas keet kei kent kerst kiek kiem kien kier kik king kit
    klaar klein kok kom kommer kong koop kor kort koster la laas lam lang lava le lee lei lelie
    lente lieve lijn linde lint lion lis lok lol long lot lotus lux maan maas maart maat made
    mali man manna mans mar mare mark master mat me mee mei men ment met mie mijn min mina mine
    mini mink mint mits mode moe mon mooi mus na nader nam nee net niets nieuw nil nog nova
    noord nu of oh olie om on onder ons op oranje over pa paard parel pas pax peer pel pen penny
    per pet piek pip pit pluk po pol prima prince puck punt raaf raar rai ram ramadan rank reef
    rem rende rest rex rijk rijn ring robijn roef roem romein rond roos rover rust ruim ruw sage
    salmon san sap sas sef semi sen sent sep serve si sim sing sint sla slim sol son spring
    splinter ster stern stil stoffer storm strand sultan sun swan tak take tam te tel ter terra
    tes thai tien tijd tijm tin ting to toen tof ton tong toon top tot trouw tuba tyche u uit
    van veel veer ver vet vesper vier vin vita vlinder voor vos vrede vreugde vroeg vrouw vrij
    waar wan wang want ward ware warm was water watte weer wei wel wen wende werk west wie wiek
    wiel wij wijs wil wild will wilt wing winter wit witte wolf wolk wonder woon yang yen you
    young zacht zee zeg zeker zen zes zeven ziel zier zij zilver zing zo zoet zomer zon zorg
    zout zuid zus zusje zwaan zwart zweer zoetje elke erna bouwen
""")
# Never a name, whatever stands around it.
GESLOTEN = words_of("""
    ik jij je u hij zij ze wij we jullie men het de een deze die dit dat daar hier er wie wat
    waar wanneer waarom hoe welke en of maar want dus als toen terwijl omdat zodat dan nu nog al
    ook niet geen wel ja nee mijn jouw uw zijn haar ons onze hun hen hem zich zelf iemand
    niemand iedereen alles niets iets met zonder voor na van naar op in uit bij aan om over
    onder tegen tot tussen per sinds tijdens volgens via te is was bent waren heeft had hebben
    kan mag moet zal wilt wordt werd gaat ging komt kwam doet deed soms vaak altijd nooit eerst
    later daarna daarom daarmee toch echt heel erg goed dank bedankt alstublieft alsjeblieft
    sorry helaas vandaag morgen gisteren vanavond elke elk ieder iedere alle allemaal samen
    beide
""")
# Time and calendar: with a capital by mistake, or rightly, but no person.
KALENDER = words_of("""
    januari februari maart april mei juni juli augustus september oktober november december feb
    febr mrt apr jun jul aug sep sept okt nov dec maandag dinsdag woensdag donderdag vrijdag
    zaterdag zondag lente zomer herfst winter voorjaar najaar pasen pinksteren kerst kerstmis
    hemelvaart koningsdag bevrijdingsdag moederdag vaderdag dierendag burendag ramadan
    suikerfeest offerfeest iftar divali diwali holi ketikoti sinterklaas sint kerstman carnaval
    advent sabbat chanoeka purim newroz novruz nieuwjaar oud nieuw driekoningen eid valentijn
    valentijnsdag halloween prinsjesdag dodenherdenking koninginnedag
""")
# Words that the list of lemmas lacks: adverbs, pronouns and what is of these years.
WOORDEN_ERBIJ = words_of("""
    elkaar samen zich iemand daar mei niks hier niemand dus omdat toen iedereen bijvoorbeeld
    alles vooral toch waarin nooit zowel daarna erbij erin daarom soms waarvan beide hierbij
    hierin inmiddels bijna ergens zichzelf daarvoor waarop vooraf alsof zodra allemaal wanneer
    tevens zelfs nergens mezelf tevoren daarmee hiervan alsmede hiervoor meteen erna achteraf
    hierover daardoor daarop jl elders waarmee ofwel immers zover etcetera waarvoor
    tegelijkertijd onszelf vanzelf rechtdoor achteraan ineens ermee erachter ofzo daarnaast
    vandaag vanavond vanmorgen vanmiddag vannacht meestal ernaast waarheen appje terwijl
    daartussen intussen sindsdien gisteren eergisteren overmorgen hierheen nou app apps
    ondertussen voorop hierdoor ervan vervolgens hierna veelal etc evt anderzijds enerzijds
    medio idealiter buitenshuis derhalve tenzij mits zodat opdat ertoe hiertoe hoeveel hoezo
    waarom waardoor waaraan waaruit waarover waarna welke ander anderen sommige sommigen velen
    weinigen enkele enkelen meerdere eentje tweeen drieen vieren zessen jijzelf jezelf uzelf
    hijzelf zijzelf henzelf hemzelf haarzelf degene degenen diegene hetzelfde dezelfde eenmaal
    tweemaal onlangs kortom overigens trouwens namelijk natuurlijk misschien wellicht hopelijk
    gelukkig jammer kennelijk blijkbaar toevallig plotseling opeens straks zojuist daarnet
    binnenkort voortaan voorheen destijds aanvankelijk uiteindelijk tenslotte eindelijk
    allereerst ten bovendien desondanks nochtans echter evenwel althans tenminste achterin
    voorin achterop bovenin onderin middenin buitenom binnendoor coronatijd statushouder
    inburgering inburgeren appgroep whatsapp zoommeeting buddy tja tsja ach pff poeh oei oeps
    sjonge jeetje goh joh huh hm mja idd ff jawel hoera haha hihi lol oke okay oh wauw hoezee
    koersbal zumba pilates qigong taichi aerobics bootcamp chillen gamen vloggen facetimen
    googlen whatsappen appen mailen repaircafe empowerment wijkduo sambusa injera fufu roti
    tajine couscous borek baklava loempia loempias tel dossiernr geb dhr pgb zolang zodoende
    buddyproject
""")
# Names of more than one word that everybody knows and that hold a person's name.
VOORNAAMWOORDELIJK = frozenset(
    stem + end
    for stem in ("er", "daar", "hier", "waar")
    for end in _tuple("""
    aan achter achterin achteraan af beneden bij binnen boven bovenop buiten door heen in langs
    mee na naar naast om omheen onder op over rond tegen tegenover toe tussen tussendoor uit van
    vandaan vandoor voor
""")
)
# Names of more than one word that everybody knows and that hold a person's name.
BEKENDE_NAMEN = (
    "Albert Heijn", "Anne Frank", "Annie M.G. Schmidt", "Willem-Alexander", "Zwarte Piet",
    "Sint Nicolaas", "Sint en Piet", "Onze Lieve Heer", "Lieve Heer", "Johan Cruijff",
    "Johan Cruyff", "Vincent van Gogh", "Michael Jackson",
    "André Hazes", "Sint Maarten", "Sint Jan", "Nelson Mandela", "Martin Luther King", "B en W",
    "Marco Borsato", "Lee Towers", "Willem de Zwijger", "Willem van Oranje", "Dirk van den Broek",
    "Jan Linders", "Kwik-Fit", "Ronald McDonald", "Max Havelaar", "Leger des Heils", "Aldi",
)  # fmt: skip
VOLK_EINDE = _tuple("""
    s se e en er ers aan aans aanse anen ees eze ezen ese esen isch ische ier iers ie ko kaan
    kaans kaanse kanen a as ij ije ijk ijks ijkse land lands landse lander landers lanse me ame
    aams aamse amer amers ans anse anees i is ia ies ieer iet ieten iek ja jaan jaans jaanse sch
    sche t te ten n ne nen nse r rs rse l lse li lia lie ika ikaan ikaans ikaanse ikanen o ol
    olse os osse u uk d de den dse dsen olen ols anis anische nisch nische
""")
# Organisations, shops, brands and media that everybody in the country knows.
BEKEND = words_of("""
    humanitas zonnebloem philips shell unilever ikea hema blokker action lidl aldi jumbo plus
    spar coop dirk vomar deen hoogvliet dekamarkt kruidvat etos gamma praxis karwei hornbach
    bouwmaat xenos zeeman wibra primark decathlon mediamarkt bol amazon zalando marktplaats
    thuisbezorgd rabobank rabo ing abnamro abn amro triodos asn sns knab bunq postbank
    nationale-nederlanden achmea menzis vgz cz zilveren kruis interpolis centraal beheer ziggo
    kpn vodafone tele2 tmobile odido nuon eneco essent vattenfall vitens liander postnl dhl ups
    ns connexxion arriva transdev qbuzz valys schiphol klm uber google facebook whatsapp
    instagram tiktok snapchat twitter youtube netflix spotify zoom teams skype telegram signal
    messenger linkedin microsoft word excel windows apple samsung android iphone ipad
    playstation nintendo xbox wifi corona covid tamazight uwv svb ggd ggz wmo wlz zvw wajong wia
    bijstand digid duo coa ind azc avg gemeente politie belastingdienst zorgverzekeraar kamer
    tweede eerste rijk provincie europa schuldhulpmaatje vluchtelingenwerk rode leger heils
    legerdesheils voedselbank nidos juzt veilig thuis slachtofferhulp reclassering halt
    parnassia arkin amerpoort philadelphia cordaan buurtzorg thebe evean vivium nos npo rtl sbs
    nrc volkskrant trouw telegraaf parool metro linda libelle margriet ajax feyenoord psv az fc
    knvb cruyff krajicek foundation oranje vvd pvda cda d66 groenlinks sp pvv god allah jezus
    jesus christus maria mohammed boeddha krishna bijbel koran thora kerk moskee allahu senseo
    tupperware playmobil lego monopoly rummikub scrabble uno bingo opel volkswagen toyota ford
    renault peugeot citroen fiat bmw mercedes audi skoda seat kia hyundai volvo gazelle batavus
    sparta vespa canta stint engels engelse roma sinti alzheimer parkinson down asperger crohn
    huntington korsakoff gilles tourette lyme hiv aids adhd pdd-nos borderline ptss oostenrijk
    zwitserland spanje zeeland holland randstad veluwe gooi vecht amstel eem ijsselmeer asmara
    keren massawa addis abeba damascus aleppo homs hama idlib raqqa kabul herat kandahar teheran
    isfahan shiraz bagdad mosul basra erbil istanbul ankara izmir konya adana kayseri trabzon
    antalya nador oujda tanger tetouan rabat casablanca fez marrakech agadir hoceima berkane
    paramaribo nickerie willemstad oranjestad warschau krakau krakow gdansk lodz poznan wroclaw
    kiev kyiv lviv odessa charkov moskou boekarest mogadishu hargeisa khartoum accra lagos
    kinshasa dakar cairo beiroet amman gaza jeruzalem peking beijing shanghai hongkong wenzhou
    saigon hanoi jakarta ambon delhi mumbai karachi lahore londen parijs berlijn brussel
    antwerpen gent madrid barcelona lissabon athene wenen praag boedapest belgrado sarajevo
    zagreb pristina tirana york keulen amnesty greenpeace unicef tergooi disney efteling artis
    madurodam waddenzee noordzee middellandse zee himalaya sahara mekka medina rome
""") - {"maria", "mohammed", "linda", "dirk", "margriet", "krishna", "medina"}
# The beginnings of names of countries, peoples, languages and faiths.
VOLKEN = _tuple("""
    marok turk turkij syri eritre pool pole poolse surinam antill curac arub moluk koerd irak
    iran iraans afgha somal ethiop chin vietnam indone india indiase pakist oekra oekrai russ
    rusl duit belg frans frankr engel brit amerik spaan spanj portug ital griek bulga roeme
    hongaar joegos bosni kroat serv kosov albane ghan nigeri kongo congo angol kaapverd egypt
    liban jordan palest isra jemen soedan sudan tunes alger libi brazi braz colomb venez europ
    afrik azia aziat austral nederl holl berber arab hindoe tigrin farsi papiam sranan javaan
    creool hindost zigeun vlam vlaand fries zeeuw islam moslim musl christe katholi protest jood
    joods boedd gereform hervor rooms ameri canad mexic japan korea thai filip maleis zweed
    zweeds noor noorw noors deen deens fins finland sloven slowa tsjech estlan letlan litouw
    lats ierland iers schot wels zuid-afr zuid-amer latijn oost-euro west-euro
""")

# Nouns before the name of a house, a club, a course or an animal: no person follows.
DING_VOOR_NAAM = _tuple("""
    centrum buurthuis wijkhuis wijkcentrum clubhuis ziekenhuis verpleeghuis verzorgingshuis
    gasthuis dorpshuis huiskamer inloophuis logeerhuis hospice school college lyceum gymnasium
    mavo havo mbo roc kerk parochie moskee synagoge tempel klooster zaal club winkel cafe
    restaurant eetcafe hotel camping stichting vereniging fonds flat flatgebouw gebouw complex
    wijk buurt park plein project cursus training boek film lied liedje zender krant merk firma
    bedrijf zwembad museum theater bioscoop speeltuin kliniek apotheek garage bakkerij slagerij
    kapsalon supermarkt drogist drogisterij methode app programma serie storm orkaan orkest koor
    locatie gemeente provincie station halte residentie hofje manege boerderij kinderboerderij
    eiland dorp stad huize villa atelier hond kat poes poesje hondje kater konijn cavia parkiet
    papegaai paard pony puppy kitten goudvis woonzorgcentrum kinderdagverblijf creche
    peuterspeelzaal opvang zorggroep woningcorporatie corporatie woningbouwvereniging uitgeverij
    bibliotheek zorginstelling thuiszorg sportschool manufactuur kroeg bar snackbar pizzeria
    toko opera musical toneelstuk roman tijdschrift ziekte syndroom prijs beker toernooi
""")
# The last word of the name of something: "Roland Holst College" is no person.
DING_NA_NAAM = _tuple("""
    college school lyceum gymnasium stichting huis hof park plein centrum kerk kapel ziekenhuis
    fonds prijs cup toernooi museum bibliotheek hoeve foundation bank flat toren zaal straat
    laan weg gracht kade club vereniging theater cafe restaurant hotel kliniek villa kazerne
    instituut universiteit academie bad zwembad stadion arena winkel markt garage
""")
# A word before a place: an unknown name after it is no person.
PLAATS_VOOR = words_of("""
    in naar op uit te bij via langs rond binnen buiten vanuit richting nabij achter tegenover de
    het een t 's deze dit der des tot per onder
""")
# Before "naar", "op" and "in" these make it a person after all: "luistert naar", "trots op".
GERICHT = words_of("""
    luister luistert luisterde kijk kijkt keek keken verlang verlangt verlangde vraag vraagt
    vroeg zwaai zwaait zwaaide lach lacht lachte zoek zoekt zocht wacht wachtte wachten trots
    boos verliefd gek dol pas past paste passen let lette lijk lijkt leek gesteld jaloers rekent
    reken rekende vertrouwen bouw bouwt reageer reageert reageerde
""")
LIDWOORDEN = words_of("de het een t")
HEILIGEN = words_of("sint st sinte santa san koning koningin prins prinses keizer paus storm huize")

# Parts of surnames that may be written small.
TUSSENVOEGSELS = words_of("""
    van de der den het t 't te ten ter el al ben bin bint abu abou ait oulad ould la le les du
    des di da dos do del della von zu zur op in aan bij uit onder over voor d'
""")
# Prefixes that by themselves make a name of what follows.
ARABISCH = frozenset(("el", "al", "ait", "oulad", "ould", "abu", "abou", "ben", "bin"))
# With a capital these begin a name even without anything before it: "El Idrissi", "Van den Brink".
NAAMBEGIN = (
    ("el",), ("al",), ("ait",), ("oulad",), ("abu",), ("abou",), ("ben",), ("van", "der"),
    ("van", "den"), ("van", "de"), ("van", "'t"), ("van",), ("ter",), ("ten",),
)  # fmt: skip
# Before a letter with a full stop, the letter is no initial: "vitamine D. Daarna".
GEEN_VOORLETTER = words_of("""
    vitamine groep plan klas lokaal zaal hepatitis blok punt type kamer deel bijlage ingang lijn
    gebouw team niveau categorie fase stap variant optie code wet artikel vak
""")

# First names that are common here among people from elsewhere, but rare in Dutch registers.
VOORNAMEN_ERBIJ = words_of("""
    agnieszka ania beata bartek bartosz czeslaw dariusz dawid edyta elzbieta ewelina gosia
    grazyna grzegorz halina iwona jacek jadwiga jagoda janusz jarek jaroslaw jerzy jolanta
    justyna kacper kasia kamil karolina kuba lech leszek lukasz maciej magda maja malgorzata
    mariusz mateusz michal miroslaw monika oskar patryk pawel przemek przemyslaw radek radoslaw
    ryszard slawomir stanislaw staszek szymon tadeusz tomek urszula wiesia wieslaw witold
    wladyslaw wojciech wojtek zbigniew zbyszek zdzislaw zuzanna zygmunt kinga aneta renata
    bozena dorota wioletta olena oksana olga iryna yulia yuliya nataliya nadiya svitlana tetyana
    lyudmyla halyna kateryna dmytro volodymyr oleksandr oleksiy serhiy andriy mykola vasyl
    viktoriya anastasiya bohdan taras yaroslav ludmila svetlana tatjana galina vladimir dmitri
    sergej aleksej nikolaj bogdan ioana mihai gheorghe florin ionut vasile desislava dimitar
    georgi hristo ivanka plamen tesfay tesfaye tesfa selam selamawit yonas filmon haben semhar
    merhawi kibrom mebrahtu luwam senait abrehet abraha berhane bereket biniam binyam daniat
    dawit eden efrem ermias eyob feven filimon fitsum freweini gebre ghirmay girmay goitom
    habtom helen henok hermela isaias kidane kiflom letebrhan lidya mehari mehret meron mewael
    michael mulugeta natnael nahom rahwa rahel robel ruta saba samrawit segen selihom simon
    simret solomon temesgen teklit tsegay tsehay tsion winta yohannes yodit yordanos zeray
    alganesh almaz aster hagos hiwet hiwot bashar feras firas ghada ghassan hadi haitham hanadi
    hazem hiba jamil jihan khaled khalil lubna lama maher majd manal mays mazen moaz muhannad
    nabil nadim nawal nizar nour qusay raed rami ranim rasha rawan razan reem rim ruba rula saad
    sahar salam samer samar samir sawsan shadi suha suhaila taim talal tarek wael walaa wisam
    yaman yazan zain zaid ziad anas ammar aya abdulrahman abdelrahman abdullah abdulkarim
    abdelkarim abdelaziz abdelhak abdelilah abdellah abdeslam abdelali abderrahim abderrahman
    abdirahman abdullahi abdi abdikarim ahmad mahmoud mohamad muhammed mohammad mohamud mahamed
    faduma fadumo fartun hodan ifrah ilhan khadra liban nimco sagal sahra ubah warsame xamdi
    yusra ayaan bashir cabdi deqa farhiya halima hawo idil jama mulki naima safiya ahmadzai
    arash arezo ariana azadeh babak bahar behrouz behnam dariush esmat farid faridoon farhad
    farzaneh fereshteh ghazal gulalai habib hamid homa hossein jamshid jawad kambiz kourosh
    laleh leyla mahsa maryam marzieh masoud mehdi mina mitra mohsen morteza mozhgan nasim nasrin
    nazanin negar nilofar noorullah palwasha parisa parvaneh parwana payam pooya qasim rahim
    reza roya sadaf sahel samim shabnam shahram shirin simin sohrab soraya wahid yalda zabi
    zahra zarghona achmed hatice huseyin mehmet mustafa gulsen gulay nuray nurcan sevgi songul
    hulya sibel serpil aysel aynur nevin nesrin sukran hacer cemile dondu kezban satilmis durmus
    ramazan recep sabri yilmaz turgut tuncay volkan ugur ozgur ozlem ozcan gulsum gulten lahcen
    lahoucine houcine hafid larbi miloud mimoun mimount moha mohand najat najib nezha rkia
    yamina yamna zineb zoubida fadma ftouma jamila bouchra btissam ilham ikram ihsane chaimae
    chaima hajar hanane houda loubna oumaima rajae sanae siham wafae djenairo shaniqua shanaya
    shardae shaquille jermain jerrel giovanni gilliano rishi radjesh soenita sharda sharmila
    anand ashwin dewika indra kewal kries mahinder narain oemraw prema radha rajesh ramesh
    roshni sandhya sarita satish sewdien sheila soeradj soerin vidya vishnu kofi kwaku kwesi ama
    akosua adwoa yaw kojo kwabena abena afia esi chidi ngozi emeka xiaoming xiaoli xiaohong
    meiling jianguo guo hua hong jia jiaying jun lei lihua qiang qing ying yong zhen mingming
    thanh thuy trang tuyet phuong hien huong mo appie memo rachida joopie fietje trien til
    sjonny gerritje blessing patience precious destiny faith grace mercy favour princess comfort
    wisdom goodness emmanuel happiness charity
""")
